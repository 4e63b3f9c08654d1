"""Procedures; read by function.sql."""

from supatui.kinds import routines

KIND = routines.build("procedure")
