from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "banshi.kernel.ledger"
    label = "ledger"
