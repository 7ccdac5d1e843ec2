"""The evidence that an insurer asks for: a checklist, ticked only where a sheet shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbooks.claims.words import is_notice, number_of
from xlcredit.texts import say, topic

if TYPE_CHECKING:
    from xlcredit.protection.claim_pack import ClaimPack
    from xlcredit.texts import Language

LETTERS_ARE, DECISION_IS = "dunning_letters", "limit_decision"
EVIDENCE = "claim_pack.evidence"


class Evidence(NamedTuple):
    """One document that an insurer asks for.

    Attributes
    ----------
    scope : str
        ``item``, ``claim``, ``disputed`` or ``insolvent``.
    key : str
        Which document.
    of : str
        Number of the invoice, its sheet and row where it has none; "" for the whole claim.
    name : str
        In words.
    required : str
        In words.
    is_present : bool
        Only what the contacts sheet shows; everything else is for a person to tick.
    where : str
        What is known of its place; mostly blank, to be filled in.
    """

    scope: str
    key: str
    of: str
    name: str
    required: str
    is_present: bool
    where: str


def evidence_of(pack: ClaimPack, language: Language) -> list[Evidence]:
    """Return the checklist of evidence.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of Evidence
        For the whole claim, for every document claimed, for every document in dispute. What is required is
        data: the tables ``evidence`` of the texts.
    """
    yes = say("claim_pack.required.yes", language)
    found = [_of_claim(key, "claim", yes, pack, language) for key in topic("claim_pack")["evidence"]["claim"]]
    insolvency = yes if pack.is_insolvent else say("claim_pack.required.if_insolvent", language)
    found += [
        _of_claim(key, "insolvent", insolvency, pack, language)
        for key in topic("claim_pack")["evidence"]["insolvent"]
    ]
    for scope, part in (("item", "claimed"), ("disputed", "disputed")):
        for item in pack.items:
            if item.part == part:
                found += [
                    Evidence(scope, key, number_of(item), name, yes, is_present=False, where="")
                    for key, name in _names(scope, language)
                ]
    return found


def _of_claim(key: str, scope: str, required: str, pack: ClaimPack, language: Language) -> Evidence:
    """Return one document that is needed once; what the sheets know of it stands beside it."""
    letters = [
        say("claim_pack.present.letter", language, day=contact.contacted_on, stage=contact.stage)
        for contact in pack.contacts
        if contact.stage and not is_notice(contact)
    ]
    references = {item.insurer_reference: None for item in pack.of("claimed") if item.insurer_reference}
    known = {LETTERS_ARE: letters, DECISION_IS: list(references)}.get(key, [])
    where = say("claim_pack.remark.join", language).join(known)
    is_shown = key == LETTERS_ARE and bool(letters)
    return Evidence(scope, key, "", say(f"{EVIDENCE}.{scope}.{key}", language), required, is_shown, where)


def _names(scope: str, language: Language) -> list[tuple[str, str]]:
    """Return key and name of each evidence of a scope."""
    return [(key, entry[language]) for key, entry in topic("claim_pack")["evidence"][scope].items()]
