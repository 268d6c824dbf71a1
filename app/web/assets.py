"""Style sheets and images, held in memory under names that change with their content."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOLDER: Final = Path(__file__).resolve().parent / "static"
_SERVED: Final = frozenset({".css", ".svg", ".png", ".woff2", ".ico", ".js"})
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and compressed."""

    media_type: str
    content: bytes
    compressed: bytes


@cache
def load_assets() -> tuple[dict[str, str], dict[str, Asset]]:
    """The hashed name of each file, and the files by hashed name."""
    names: dict[str, str] = {}
    assets: dict[str, Asset] = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.suffix not in _SERVED:
            continue
        content = path.read_bytes()
        name = PurePosixPath(path.relative_to(_FOLDER))
        digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
        hashed = str(name.with_name(f"{name.stem}.{digest}{name.suffix}"))
        names[str(name)] = hashed
        kind = guess_type(path.name)[0] or "application/octet-stream"
        assets[hashed] = Asset(kind, content, gzip.compress(content, 9, mtime=0))
    return names, assets


def static(name: str) -> str:
    """The address of a file in app/web/static. Raises KeyError for one that is not there."""
    return f"/static/{load_assets()[0][name]}"


async def get_asset(request: Request) -> Response:
    """One file; its name changes with its content, so it may be kept for ever."""
    asset = load_assets()[1].get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
