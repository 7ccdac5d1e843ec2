"""The entries of the menu and the toolbar *Credit*: each does its work in the window it was chosen in.

An address is ``vnd.xlcredit:<key>`` or ``vnd.xlcredit:<key>?<answer>``. Whoever dispatches it with a
listener, as a macro does through ``DispatchHelper``, is told how it went and in which words.
"""

from __future__ import annotations

import platform
from importlib import import_module
from typing import Any
from urllib.parse import unquote

PROTOCOL = "vnd.xlcredit:"
_SERVICE = "com.sun.star.frame.ProtocolHandler"
_INTERFACES = (
    "com.sun.star.frame.XDispatchProvider",
    "com.sun.star.frame.XNotifyingDispatch",
    "com.sun.star.lang.XInitialization",
    "com.sun.star.lang.XServiceInfo",
    "com.sun.star.lang.XTypeProvider",
)
_HERE = __package__ or ""


class Actions:
    """Serves one window.

    Parameters
    ----------
    context : object
        LibreOffice's component context.
    *arguments
        The window's frame, where it is handed over at once.
    """

    def __init__(self, context: Any, *arguments: Any) -> None:
        self.context = context
        self.frame = arguments[0] if arguments else None

    def initialize(self, arguments: tuple[Any, ...]) -> None:
        """Take the frame of the window."""
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url: Any, _target: str, _flags: int) -> Any:  # noqa: N802  the name is UNO's
        """Serve our own addresses."""
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests: tuple[Any, ...]) -> tuple[Any, ...]:  # noqa: N802  the name is UNO's
        """Serve several."""
        return tuple(
            self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests
        )

    def dispatch(self, url: Any, _arguments: tuple[Any, ...]) -> None:
        """Do what an entry says."""
        self._press(url)

    def dispatchWithNotification(self, url: Any, _arguments: Any, listener: Any) -> None:  # noqa: N802  UNO's
        """Do what an entry says, and tell how it went."""
        good, text = self._press(url)
        if listener is None:
            return
        import uno

        event = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
        event.Source, event.State, event.Result = self, int(good), text
        listener.dispatchFinished(event)

    def addStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802  the name is UNO's
        """Say that an entry can be chosen; it says itself what it lacks."""
        import uno

        event = uno.createUnoStruct("com.sun.star.frame.FeatureStateEvent")
        event.Source, event.FeatureURL, event.IsEnabled = self, url, True
        listener.statusChanged(event)

    def removeStatusListener(self, _listener: Any, _url: Any) -> None:  # noqa: N802  the name is UNO's
        """Nobody was remembered: the state of an entry never changes."""

    def getImplementationName(self) -> str:  # noqa: N802  the name is UNO's
        """Return the name that the list of components has."""
        return "org.xlcredit.calc.Actions"

    def supportsService(self, name: str) -> bool:  # noqa: N802  the name is UNO's
        """Tell whether we are a service."""
        return name == _SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802  the name is UNO's
        """Return what we are."""
        return (_SERVICE,)

    def getTypes(self) -> tuple[Any, ...]:  # noqa: N802  the name is UNO's
        """Return the interfaces."""
        import uno

        return tuple(map(uno.getTypeByName, _INTERFACES))

    def getImplementationId(self) -> Any:  # noqa: N802  the name is UNO's
        """Return nothing, as is allowed."""
        import uno

        return uno.ByteSequence(b"")

    def _press(self, url: Any) -> tuple[bool, str]:
        """Do what an address says; return whether it was done, and the words that were shown."""
        key, asked, answer = url.Complete[len(PROTOCOL) :].partition("?")
        bridge = import_module(".bridge", _HERE)
        try:
            given = unquote(answer) if asked else None
            who: Any
            if bridge.package() is not None:
                who = import_module("udfs.hosts.calc.buttons").pressed
            elif "python" in bridge.settings():
                who = bridge.BRIDGE.helper(self._language()).press
            else:
                return False, self._refuse(bridge.settings())
            done: tuple[bool, str] = who(self.context, self.frame, key, given)
        except import_module(".reasons", _HERE).HelperError as error:
            return False, self._show(str(error))
        except Exception as error:  # noqa: BLE001  LibreOffice would swallow it, and the user see nothing
            return False, self._tell(
                "fault", reason=f"{type(error).__name__}: {error}", log=_logged(key, error)
            )
        return done

    def _refuse(self, settings: dict[str, str]) -> str:
        """Say why our package could not be loaded here."""
        if not settings:
            return self._tell("no_settings", path="~/.xlcredit/calc.json")
        folder, office = settings.get("site_packages", ""), platform.python_version()
        return self._tell("not_loaded", folder=folder, office=office)

    def _tell(self, key: str, **fields: str) -> str:
        """Show a message of our own and return it."""
        words = import_module(".built", _HERE).BUTTON_WORDS[key]
        return self._show(str(words[self._language()].format(**fields)))

    def _show(self, text: str) -> str:
        """Show a text and return it."""
        window = self.frame.getContainerWindow() if self.frame is not None else None
        if window is not None:
            import uno

            kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
            window.getToolkit().createMessageBox(window, kind, 1, "xlcredit", text).execute()
        return text

    def _language(self) -> str:
        """Return the language of LibreOffice's windows, as far as we speak it."""
        import uno

        manager = self.context.ServiceManager
        reader = "com.sun.star.configuration.ConfigurationProvider"
        place = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        place.Name, place.Value = "nodepath", "/org.openoffice.Setup/L10N"
        provider = manager.createInstanceWithContext(reader, self.context)
        node = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", (place,)
        )
        return "zh" if str(node.getByName("ooLocale")).startswith("zh") else "en"


def _logged(key: str, error: Exception) -> str:
    """Write a fault into the log of our package and return where that is."""
    try:
        return str(import_module("udfs.preferences").log_fault(f"button {key}", error) or "-")
    except Exception:  # noqa: BLE001  a log that cannot be written must not hide the fault itself
        return "-"
