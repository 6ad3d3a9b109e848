"""An outbox: what people are told, in the app and by SMS, e-mail or WeChat."""
