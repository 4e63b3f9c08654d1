"""Preview branches of the linked project by name: their refs come from the platform's own list, through MCP."""

from supatui.errors import CancelledError, SupatuiError
from supatui.project.project import Project
from supatui.project.secrets import find_token
from supatui.settings import Settings
from supatui.sources.address import parse_address

_listed: dict[str, dict[str, str]] = {}
"""By the ref of a project, the refs of its branches by name: a session takes seconds, and names are asked for again."""


def branch_refs(project: Project, settings: Settings) -> tuple[dict[str, str], str]:
    """The refs of the linked project's branches by name, none without a link; and why they could not be listed."""
    if project.ref is None:
        return {}, ""
    if find_token(project.environment) is None:
        return {}, "for a preview branch set SUPABASE_ACCESS_TOKEN or run supabase login, so that it can be looked up"
    if project.ref not in _listed:
        from supatui.sources.mcp import session  # not needed where every name is known here
        from supatui.sources.mcp_tools import BRANCHING, read_branches

        try:
            with session(parse_address("mcp:"), settings, features=BRANCHING, start=project.root) as opened:
                _listed[project.ref] = {one.name: one.ref for one in read_branches(opened)}
        except CancelledError:
            raise
        except SupatuiError as error:
            return {}, f"its preview branches cannot be listed: {error.what}; {error.hint}"
    return _listed[project.ref], ""
