"""The rows of notices."""

from linli.notices.models.channels import Carrier, NoticeChoice, NoticeDelivery
from linli.notices.models.notices import Notice, WayIn

__all__ = ["Carrier", "Notice", "NoticeChoice", "NoticeDelivery", "WayIn"]
