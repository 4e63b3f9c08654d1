"""Security labels of roles, read only with the roles: like those of other objects, and of a whole server."""

from dataclasses import replace

from supatui.kinds import security_label

KIND = replace(
    security_label.KIND,
    name="role_label",
    optional="roles",
)
