"""How a grant's workflow is started, whoever starts it: its id, its queue and what it is called."""

from typing import TypedDict

from client.door import Door
from workflows.messages import grant_workflow_id
from workflows.summary import Identity, static_details, static_summary


class Recipe(TypedDict):
    """What every start of a grant has in common."""

    id: str
    task_queue: str
    static_summary: str
    static_details: str


def recipe(door: Door, reference: str, about: Identity) -> Recipe:
    """The recipe for a grant that is between and for those whom `about` names."""
    return {
        "id": grant_workflow_id(reference),
        "task_queue": door.queue,
        "static_summary": static_summary(about),
        "static_details": static_details(about),
    }
