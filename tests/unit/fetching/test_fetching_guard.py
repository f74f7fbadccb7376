"""Which IP addresses may be asked, and what an address may look like."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.fetching.addresses import AddressError, host_of, located, shown, target
from barqiya.fetching.guard import ForbiddenHostError, check, kind_of

CLOSED = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "8.8.8.8",
    "100.63.0.1",
    "172.32.0.1",
    "2606:4700::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


class TestAddressesOfHosts:
    """IP addresses."""

    @pytest.mark.parametrize("address", CLOSED)
    def test_what_is_not_public_is_closed(self, address: str) -> None:
        """However it is written: mapped, translated, tunnelled, scoped."""
        assert kind_of(address) is not None

    @pytest.mark.parametrize("address", PUBLIC)
    def test_what_is_public_is_open(self, address: str) -> None:
        """Neighbours of closed blocks, and IPv4 as an IPv6-only host sees it, are open."""
        assert kind_of(address) is None

    def test_one_closed_address_closes_the_host(self) -> None:
        """A name that is both public and private could lead to either."""
        with pytest.raises(ForbiddenHostError, match=r"news\.example is 10\.0\.0\.1, a private"):
            check("news.example", ("8.8.8.8", "10.0.0.1"))

    @given(st.ip_addresses(v=4))
    def test_the_guard_closes_all_that_python_calls_not_global(self, address: IPv4Address) -> None:
        """No address is open that the registries of IANA do not call global."""
        if kind_of(str(address)) is None:
            assert address.is_global
            assert not address.is_multicast

    @given(st.ip_addresses(v=4))
    def test_mapping_and_translating_change_nothing(self, address: IPv4Address) -> None:
        """An IPv4 address in the dress of IPv6 is judged as itself."""
        for prefix in ("::ffff:", "64:ff9b::"):
            assert kind_of(f"{prefix}{address}") == kind_of(str(address))


class TestAddressesOfRequests:
    """Addresses of the web, as written and as shown."""

    def test_raw_letters_are_encoded_and_what_is_encoded_stays(self) -> None:
        """An Arabic address becomes ASCII; percent-encoding in lower case is left as it is."""
        url = target("http://EXAMPLE.org:80/%d9%85/\u0628?q=\u0628#end")
        assert str(url) == "http://example.org/%d9%85/%D8%A8?q=%D8%A8"

    def test_arabic_hosts_are_looked_up_in_ascii(self) -> None:
        """IDNA, so that the resolver and the certificate see what they know."""
        assert host_of(target("http://مثال.إختبار./")) == "xn--mgbh0fb.xn--kgbechtv"

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "/path",
            "ftp://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "gopher://example.org/",
            "http://",
            "http:///path",
            "http://example.org:99999/",
            "http://exa\x00mple.org/\r\nX: y" + "z" * 5000,
            "http://[::1/",
            "http://0177.0.0.1/",
            "http://user@example.org/",
            "http://user:word@example.org/",
            "http://:word@example.org/",
            "http://example.org\\@127.0.0.1/",
        ],
    )
    def test_other_addresses_are_refused(self, address: str) -> None:
        """Other schemes, broken ones, and those that hide a name, a password or another host."""
        with pytest.raises(AddressError):
            target(address)

    @given(st.text(max_size=60))
    def test_any_text_is_an_address_or_refused(self, text: str) -> None:
        """No text, as an address or behind one, raises anything else."""
        for written in (text, f"http://{text}/", f"http://example.org/{text}"):
            try:
                url = str(target(written, "http://example.org/a"))
            except AddressError:
                continue
            assert url.isascii()
            assert "#" not in url
            assert not {" ", "\r", "\n"} & set(url)

    def test_a_location_is_utf8_or_its_bytes(self) -> None:
        """Raw Arabic is read; bytes that are no UTF-8 are percent-encoded one by one."""
        assert located("/خبر".encode()) == "/خبر"
        assert located("/خبر".encode("windows-1256")) == "/%CE%C8%D1"

    def test_secrets_are_not_shown(self) -> None:
        """Names, passwords and keys go; what helps to find the page stays."""
        address = (
            "https://u:pw@example.org/feed/?page=2&key=k1&consumer_secret=k2&api_token=k3"
            "&a[password]=k4&keyword=نص#x"
        )
        assert shown(address) == (
            "https://example.org/feed/?page=2&key=***&consumer_secret=***&api_token=***"
            "&a[password]=***&keyword=نص#x"
        )
        assert len(shown("http://example.org/" + "a" * 9000)) < 400
