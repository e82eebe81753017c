"""Who may reach the server: what has to be settled before other computers can."""

from __future__ import annotations

from trainer.config import LOOPBACK_HOSTS, Config
from trainer.core.messages import Message, message
from trainer.errors import Refused


class NotForOthers(Refused):
    """Other computers could reach the server as it is set up, and may not."""


def check_reach(config: Config) -> None:
    """Let a server listen to nobody else, or to others by all that this needs.

    Raises:
        NotForOthers: something is missing, and what.
    """
    if lack := lack_of(config):
        raise NotForOthers(lack)


def lack_of(config: Config) -> Message | None:
    """Say what is missing for a server to be reached as it shall; None: nothing."""
    reach = config.reach
    is_open = reach.listen not in LOOPBACK_HOSTS
    if not config.is_class and (is_open or reach.proxies or reach.hosts):
        return message(
            "L’adresse {host} est visible d’autres ordinateurs, ou le serveur est"
            " derrière un autre : sans comptes, c’est pour une seule personne."
            " Pour une classe, ajouter --class.",
            host=reach.listen,
        )
    if is_open and not reach.is_secure:
        return message(
            "Sans HTTPS, les mots de passe passeraient en clair sur le réseau :"
            " ajouter --tls CERTIFICAT CLÉ, ou --behind-proxy 1 derrière un serveur"
            " qui fait HTTPS (voir docs/operating.md)."
        )
    if is_open and not reach.hosts:
        return message(
            "Il manque les noms de cet ordinateur sur le réseau : les donner dans"
            " TRAINER_HOSTS, par exemple TRAINER_HOSTS=revision.lycee.example."
        )
    if (reach.certificate is None) != (reach.private_key is None):
        return message(
            "Un certificat va avec sa clé : donner TRAINER_CERTIFICATE et"
            " TRAINER_PRIVATE_KEY, ou aucun des deux."
        )
    return None
