"""An assessor with a telephone: the pages of a case opened and sent as a browser does, without JavaScript."""

import re
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from app.accounts.permissions import Issuer
from app.assessing.dossiers import Claim
from app.assessing.independence import person_of
from app.platform.context import Context
from tests.contract.assessing_cases import Desk
from tests.staff import CSRF, sign_in

REASONS = {"reasons": "Reed rustig en keek om.", "method": "observation", "points": "all"}


@dataclass
class Phone:
    """Where the assessor is."""

    client: AsyncClient
    base: str

    async def get(self, path: str = "", **query: str) -> Response:
        """A page of the case."""
        return await self.client.get(f"{self.base}{path}", params=query)

    async def post(self, path: str = "", **fields: Any) -> Response:
        """A form of the case."""
        return await self.client.post(f"{self.base}{path}", data={"csrf": CSRF, **fields})

    async def version(self, path: str) -> str:
        """The version that a page was made with."""
        found = re.search(r'name="version" value="(\d+)"', (await self.get(path)).text)
        assert found is not None, path
        return found.group(1)

    async def send(self, path: str, **fields: Any) -> Response:
        """Open a page and send its form."""
        return await self.post(path, version=await self.version(path), **fields)

    async def follow(self) -> str:
        """Where the link of the case leads, below the case."""
        answer = await self.get()
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(self.base)

    async def rate(self, *words: str) -> None:
        """Answer the questions from the first on."""
        for number, word in enumerate(words, start=1):
            answer = await self.send(f"/{number}", word=word)
            assert answer.status_code == 303, answer.text

    async def fill(self, *words: str, **reasons: str) -> None:
        """Begin, rate every criterion, and give the reasons."""
        assert (await self.post(conflict="none")).status_code == 303
        await self.rate(*words)
        answer = await self.send("/reasons", **(reasons or REASONS))
        assert answer.headers.get("location") == f"{self.base}/summary", answer.text

    async def sign(self, role: str = "Praktijkopleider") -> Response:
        """Sign the summary."""
        return await self.send("/summary", role=role)


def base_of(desk: Desk, claim: Claim) -> str:
    """The address of a case."""
    return f"/desk/{desk.coordinator.slug}/judge/{claim.id}"


async def phone_of(desk: Desk, client: AsyncClient, member: Issuer, claim: Claim) -> Phone:
    """The telephone of a member who signed in."""
    await sign_in(desk.context, client, person_of(member))
    return Phone(client, base_of(desk, claim))


async def open_case(
    context: Context, client: AsyncClient, desk: Desk, level: int = 2, *, has_evidence: bool = True
) -> tuple[Phone, Claim, Issuer]:
    """A claim with evidence, and an assessor with a mandate who signed in."""
    dossier = await desk.open()
    claim = await desk.claim(dossier, level)
    if has_evidence:
        await desk.evidence(dossier)
    noor = await desk.assessor()
    return await phone_of(desk, client, noor, claim), claim, noor
