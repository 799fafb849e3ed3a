from . import vision, pictures, attention, recurrent, control, forms, others, modern  # noqa: F401
from .registry import CASES  # noqa: F401
