package dev.kymo.sdk.remote;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a recorder listens: `tcp://host:port`, `host:port`, `host`, `:port` or nothing; 127.0.0.1 and 9877
/// where they are not said. An IPv6 address stands in brackets.
///
/// @param port 1 to 65535, or 0 for one that is free when it is for listening
public record RemoteAddress(String host, int port) {
    /// On this machine, the usual port.
    public static final RemoteAddress DEFAULT = new RemoteAddress("127.0.0.1", LinkDescriptor.DEFAULT_PORT);

    private static final int MAX_PORT = 65_535;
    /// A path has one slash where an address has two.
    private static final Pattern SCHEME = Pattern.compile("^tcp:/*");

    private static final Pattern FORM =
            Pattern.compile("(?:tcp:/*)?(\\[[0-9A-Fa-f:.%a-z]+]|[^\\[\\]:/\\s]*)(?::(\\d{1,5}))?/?");

    public RemoteAddress {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + ", expected 0 to " + MAX_PORT);
        }
    }

    /// @throws IllegalArgumentException for anything else; says what was expected
    public static RemoteAddress parse(final String text) {
        final Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "address " + text + ", expected tcp://HOST:PORT, as tcp://127.0.0.1:" + DEFAULT.port());
        }
        final String host = matcher.group(1);
        final String port = matcher.group(2);
        return new RemoteAddress(
                host.isEmpty() ? DEFAULT.host() : host.replaceAll("[\\[\\]]", ""),
                port == null ? DEFAULT.port() : Integer.parseInt(port));
    }

    /// The address that is written where a file could stand; null for a file's name.
    ///
    /// @throws IllegalArgumentException as [#parse]
    public static @Nullable RemoteAddress of(final Path source) {
        final String text = source.toString();
        return SCHEME.matcher(text).find() ? parse(text) : null;
    }

    /// Looked up anew with each call; unresolved when there is no such host.
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
