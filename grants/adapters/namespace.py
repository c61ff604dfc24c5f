"""What the engine asks of a Temporal namespace: search attributes and a long retention."""

from collections.abc import Mapping
from typing import Final

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client

RETENTION: Final = 8760 * 3600
"""Seconds for which closed workflows are kept: a year. The journal keeps their events for ever."""

_TYPES: Final = {
    "Text": IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    "Double": IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}


class SearchAttributeError(Exception):
    """A search attribute is there with another type, which cannot be changed."""


async def raise_retention(client: Client) -> None:
    """Keep closed workflows for a year, if they would be dropped earlier."""
    service = client.workflow_service
    found = await service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    if found.config.workflow_execution_retention_ttl.seconds >= RETENTION:
        return
    config = NamespaceConfig(workflow_execution_retention_ttl=Duration(seconds=RETENTION))
    await service.update_namespace(
        UpdateNamespaceRequest(namespace=client.namespace, config=config)
    )


async def register(client: Client, attributes: Mapping[str, str]) -> bool:
    """Add the search attributes that are missing; whether all were there already.

    Raises SearchAttributeError where one is there with another type.
    """
    service = client.operator_service
    found = await service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    there = found.custom_attributes
    wanted = {name: _TYPES[kind] for name, kind in attributes.items()}
    if other := [name for name in wanted if name in there and there[name] != wanted[name]]:
        message = f"The namespace {client.namespace} has {', '.join(other)} with another type."
        raise SearchAttributeError(message)
    missing = {name: kind for name, kind in wanted.items() if name not in there}
    if missing:
        await service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    return not missing
