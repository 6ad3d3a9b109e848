"""The room's tables: procedures, cases, their steps, materials and what is asked and handed over."""

from banshi.services.onestop.models.cases import Case, CaseStep, Consent, Said
from banshi.services.onestop.models.materials import Material, Use
from banshi.services.onestop.models.procedures import ProcedureVersion
from banshi.services.onestop.models.way import Delivery, Return

__all__ = ["Case", "CaseStep", "Consent", "Delivery", "Material", "ProcedureVersion", "Return", "Said", "Use"]
