"""Groups of commands: listed in the order of life, and a misspelt name gets a suggestion."""

import rich_click as click


class Group(click.RichGroup):
    """A group whose commands stand as they were added, where click would sort them by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added."""
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. Raises UsageError, which names those that may be meant."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from grants.grantfile.faults import near

            message = f"There is no command '{name}': {near(name, self.list_commands(ctx))}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)
