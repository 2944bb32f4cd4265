"""The short address of each award, for posters and phones, and its QR code."""

import xml.etree.ElementTree as ET
from functools import lru_cache

import qrcode
from django.conf import settings
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from awards.models import Award


def address_of(award: Award) -> str:
    """Return the full short address of an award, "" where it has no code yet."""
    if not award.short_code:
        return ""
    return settings.BASE_URL.rstrip("/") + reverse("awards:go", args=[award.short_code])


def spoken(address: str) -> str:
    """Return an address as a poster prints it: without what every browser puts before it."""
    return address.partition("://")[2].rstrip("/")


@lru_cache(maxsize=128)
def qr_svg(address: str, title: str) -> bytes:
    """Return an address as a QR code: an SVG picture of one path, whose title says what it opens.

    A quarter of its squares may be covered or dirty before a phone fails to read it.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, image_factory=SvgPathImage)
    code.add_data(address)
    picture = code.make_image().get_image()
    words = ET.Element("title")
    words.text = title
    picture.insert(0, words)
    picture.set("role", "img")
    return ET.tostring(picture, encoding="utf-8", xml_declaration=True)
