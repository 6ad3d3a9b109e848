from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "banshi.kernel.evidence"
    label = "evidence"
