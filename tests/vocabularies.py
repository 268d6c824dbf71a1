"""Small vocabularies in the forms in which they are published."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ESCO = "http://data.europa.eu/esco"
SKILL_COLUMNS = (
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "hiddenLabels", "status",
    "modifiedDate", "scopeNote", "definition", "inScheme", "description",
)  # fmt: skip
OCCUPATION_COLUMNS = (
    "conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels", "status", "modifiedDate",
    "regulatedProfessionNote", "scopeNote", "definition", "inScheme", "description", "code",
)  # fmt: skip
RELATION_COLUMNS = ("occupationUri", "relationType", "skillType", "skillUri")
Row = Mapping[str, str]


def skill(name: str, label: str, **others: str) -> Row:
    """A row of skills_xx.csv."""
    row = dict.fromkeys(SKILL_COLUMNS, "")
    row |= {"conceptType": "KnowledgeSkillCompetence", "skillType": "skill/competence", "status": "released"}
    return {**row, "conceptUri": f"{ESCO}/skill/{name}", "preferredLabel": label, **others}


def occupation(name: str, label: str, **others: str) -> Row:
    """A row of occupations_xx.csv."""
    row = dict.fromkeys(OCCUPATION_COLUMNS, "") | {"conceptType": "Occupation", "status": "released"}
    return {**row, "conceptUri": f"{ESCO}/occupation/{name}", "preferredLabel": label, **others}


def requires(occupation_name: str, skill_name: str, relation: str = "essential") -> Row:
    """A row of occupationSkillRelations_xx.csv."""
    return {
        "occupationUri": f"{ESCO}/occupation/{occupation_name}",
        "relationType": relation,
        "skillType": "skill/competence",
        "skillUri": f"{ESCO}/skill/{skill_name}",
    }


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as ESCO writes them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_archive(folder: Path, language: str, tables: Mapping[str, str], version: str = "1.2.0") -> Path:
    """An archive under the name that ESCO gives it; `tables` are texts by the name of their file without language."""
    path = folder / f"ESCO dataset - v{version} - classification - {language} - csv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}_{language}.csv", text)
    return path


def english(folder: Path, version: str = "1.2.0", **more: Row) -> Path:
    """Three skills, an occupation and their relation; `more` skills by name."""
    skills = [
        skill(
            "drive",
            "drive forklift",
            altLabels="operate fork lift truck\ndrive lift truck",
            description="Move goods.",
        ),
        skill("weld", "weld metals", description="Join pieces of steel by heat."),
        skill("cafe", "café management", skillType="knowledge", reuseLevel="sector-specific"),
        *more.values(),
    ]
    tables = {
        "skills": as_csv(skills),
        "occupations": as_csv([occupation("driver", "forklift driver", code="8344.1")]),
        "occupationSkillRelations": as_csv([requires("driver", "drive")]),
        "transversalSkillsCollection": as_csv([{"conceptUri": f"{ESCO}/skill/weld", "conceptType": "x"}]),
    }
    return write_archive(folder, "en", tables, version)


def dutch(folder: Path, version: str = "1.2.0") -> Path:
    """The same occupation in Dutch."""
    row = occupation(
        "driver",
        "heftruckchauffeur",
        altLabels="bestuurder heftruck",
        description="Rijdt met pallets en machines.",
    )
    return write_archive(folder, "nl", {"occupations": as_csv([row])}, version)


COMPETENTNL = "https://linkeddata.competentnl.nl"
# Made by hand in the documented shape of September 2025; nothing of it is copied.
COMPETENTNL_GRAPH = """\
# An occupation with its labels at nodes of their own, a task under the older name, and an occupation withdrawn.
<{c}/id/occupation/1> <{rdf}type> <{cnlo}Occupation> .
<{c}/uwv/id/occupation/1> <{xl}prefLabel> <{c}/uwv/id/label/1> .
<{c}/uwv/id/label/1> <{xl}literalForm> "Betonboorder"@nl .
<{c}/uwv/id/occupation/1> <{xl}altLabel> _:b1 .
_:b1 <{xl}literalForm> "Diamantboorder"@nl .
<{c}/uwv/id/occupation/1> <{prov}generatedAtTime> "2025-09-30T08:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{c}/uwv/id/occupationtask/7> <{rdf}type> <{old}OccupationTask> .
<{c}/uwv/id/occupationtask/7> <{skos}prefLabel> "Boren in beton"@nl .
<{c}/id/humancapability/2> <{rdf}type> <{cnlo}HumanCapability> .
<{c}/id/humancapability/2> <{skos}prefLabel> "Precies werken"@nl .
<{c}/id/humancapability/2> <{skos}notation> "2.1.3" .
<{c}/id/humancapability/2> <{skos}definition> "Werkt nauwkeurig en let op details."@nl .
<{c}/id/humancapability/1> <{rdf}type> <{cnlo}HumanCapability> .
<{c}/id/humancapability/1> <{skos}prefLabel> "Werken"@nl .
<{c}/id/humancapability/2> <{skos}broader> <{c}/id/humancapability/1> .
<{c}/id/humancapability/2> <{cnlo}exactMatchESCO> <http://data.europa.eu/esco/skill/precise> .
<{c}/id/knowledgearea/4> <{rdf}type> <{cnlo}KnowledgeArea> .
<{c}/id/knowledgearea/4> <{skos}prefLabel> "Bouwkunde"@nl .
<{c}/id/knowledgearea/4> <{skos}broadMatch> <http://data.europa.eu/esco/isced-f/0732> .
<{c}/id/educationalnorm/5> <{rdf}type> <{cnlo}EducationalNorm> .
<{c}/id/educationalnorm/5> <{skos}prefLabel> "Betonreparateur"@nl .
<{c}/id/educationalnorm/5> <https://data.s-bb.nl/ksm/ont/ksmo#opleidingscode> "25001" .
<{c}/id/educationalnorm/5> <{cnlo}prescribesHATImportant> <{c}/id/languageproficiency/9> .
<{c}/uwv/id/occupation/1> <{cnlo}requiresHATEssential> <{c}/id/humancapability/2> .
<{c}/uwv/id/occupation/1> <{cnlo}requiresHATSomewhat> <{c}/id/knowledgearea/4> .
<{c}/uwv/id/occupation/1> <{new}isCharacterizedByOccupationTask_Essential> <{c}/uwv/id/occupationtask/7> .
<{c}/uwv/id/occupation/1> <{new}broadMatchTaxonomyItemESCOBeroep> <http://data.europa.eu/esco/occupation/driller> .
<{c}/uwv/id/occupation/3> <{rdf}type> <{cnlo}Occupation> .
<{c}/uwv/id/occupation/3> <{skos}prefLabel> "Turfsteker"@nl .
<{c}/uwv/id/occupation/3> <{prov}invalidatedAtTime> "2025-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
""".format(
    c=COMPETENTNL,
    rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    skos="http://www.w3.org/2004/02/skos/core#",
    xl="http://www.w3.org/2008/05/skos-xl#",
    prov="http://www.w3.org/ns/prov#",
    cnlo=f"{COMPETENTNL}/def/competentnl#",
    new=f"{COMPETENTNL}/uwv/def/competentnl_uwv#",
    old=f"{COMPETENTNL}/def/uwv-ontology#",
)
