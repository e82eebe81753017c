"""An address as a QR code: a drawing inside a page, to be read by a phone.

Dark on light in every theme, since not every phone reads the opposite.
"""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 asks for


def qr_code(url: str) -> Markup:
    """Draw the QR code of an address as SVG, without any script or style.

    The page around it says in words what it leads to.
    """
    # Level M: read in full daylight, and with a sixth of it hidden.
    drawing = segno.make_qr(url, error="m").svg_inline(
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    # Signs of segno's own: no text of the address is in it.
    return Markup(drawing)  # nosec B704
