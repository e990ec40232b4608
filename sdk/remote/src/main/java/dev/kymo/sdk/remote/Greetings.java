package dev.kymo.sdk.remote;

import dev.kymo.store.model.Layouts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.UUID;

/// The first bytes of a connection, in both directions; [LinkDescriptor] says what they look like.
public final class Greetings {
    private Greetings() {}

    /// What a caller says of itself.
    ///
    /// @param version that it speaks; nothing else is to be relied upon where it is another than ours
    /// @param firstTable number of the first table that it still has
    public record Hello(int version, int role, UUID session, long firstTable, long pid) {}

    /// What a recorder answers.
    public record Welcome(int version, int status, long expectedTable, long pid) {}

    /// Says hello.
    public static void write(final OutputStream out, final Hello hello) throws IOException {
        final byte[] bytes = greeting(hello.version());
        final MemorySegment view = MemorySegment.ofArray(bytes);
        view.set(Layouts.INT, LinkDescriptor.ROLE_OFFSET, hello.role());
        view.set(
                Layouts.LONG,
                LinkDescriptor.SESSION_HIGH_OFFSET,
                hello.session().getMostSignificantBits());
        view.set(
                Layouts.LONG, LinkDescriptor.SESSION_LOW_OFFSET, hello.session().getLeastSignificantBits());
        view.set(Layouts.LONG, LinkDescriptor.FIRST_TABLE_OFFSET, hello.firstTable());
        view.set(Layouts.LONG, LinkDescriptor.HELLO_PID_OFFSET, hello.pid());
        out.write(bytes);
    }

    /// Answers a hello.
    public static void write(final OutputStream out, final Welcome welcome) throws IOException {
        final byte[] bytes = greeting(welcome.version());
        final MemorySegment view = MemorySegment.ofArray(bytes);
        view.set(Layouts.INT, LinkDescriptor.STATUS_OFFSET, welcome.status());
        view.set(Layouts.LONG, LinkDescriptor.EXPECTED_TABLE_OFFSET, welcome.expectedTable());
        view.set(Layouts.LONG, LinkDescriptor.WELCOME_PID_OFFSET, welcome.pid());
        out.write(bytes);
    }

    /// @throws LinkException when the caller is no program of Kymo's
    public static Hello readHello(final InputStream in) throws IOException {
        final MemorySegment view = read(in, "a program that logs, or a viewer,");
        return new Hello(
                view.get(Layouts.INT, LinkDescriptor.VERSION_OFFSET),
                view.get(Layouts.INT, LinkDescriptor.ROLE_OFFSET),
                new UUID(
                        view.get(Layouts.LONG, LinkDescriptor.SESSION_HIGH_OFFSET),
                        view.get(Layouts.LONG, LinkDescriptor.SESSION_LOW_OFFSET)),
                view.get(Layouts.LONG, LinkDescriptor.FIRST_TABLE_OFFSET),
                view.get(Layouts.LONG, LinkDescriptor.HELLO_PID_OFFSET));
    }

    /// @throws LinkException when no recorder of Kymo's answers, or one that will not have us
    public static Welcome readWelcome(final InputStream in, final RemoteAddress from) throws IOException {
        final MemorySegment view;
        try {
            view = read(in, "a recorder");
        } catch (final LinkException e) {
            throw new LinkException(from + ": " + e.getMessage()
                    + "; is another program listening there? Kymo's is: kymo record --serve");
        } catch (final EOFException e) {
            throw new LinkException(from + ": closed the connection without a word: no recorder of Kymo's listens"
                    + " there (an ssh tunnel to a port where nobody does behaves so, too)");
        }
        final Welcome welcome = new Welcome(
                view.get(Layouts.INT, LinkDescriptor.VERSION_OFFSET),
                view.get(Layouts.INT, LinkDescriptor.STATUS_OFFSET),
                view.get(Layouts.LONG, LinkDescriptor.EXPECTED_TABLE_OFFSET),
                view.get(Layouts.LONG, LinkDescriptor.WELCOME_PID_OFFSET));
        if (welcome.version() != LinkDescriptor.VERSION || welcome.status() == LinkDescriptor.OTHER_VERSION) {
            throw new LinkException(from + ": the recorder speaks version " + welcome.version()
                    + " of the protocol, this program version " + LinkDescriptor.VERSION
                    + "; use the same version of Kymo on both sides");
        }
        if (welcome.status() == LinkDescriptor.TOO_MANY) {
            throw new LinkException(from + ": the recorder has as many connections as it takes; end one of them");
        }
        if (welcome.status() != LinkDescriptor.TAKEN) {
            throw new LinkException(from + ": the recorder refuses the connection, status " + welcome.status());
        }
        return welcome;
    }

    private static byte[] greeting(final int version) {
        final byte[] bytes = new byte[LinkDescriptor.GREETING_LENGTH];
        final MemorySegment view = MemorySegment.ofArray(bytes);
        view.set(Layouts.LONG, LinkDescriptor.MAGIC_OFFSET, LinkDescriptor.MAGIC);
        view.set(Layouts.INT, LinkDescriptor.VERSION_OFFSET, version);
        return bytes;
    }

    /// The magic is looked at as soon as it is there: who speaks otherwise may never send as much.
    private static MemorySegment read(final InputStream in, final String whom) throws IOException {
        final byte[] bytes = new byte[LinkDescriptor.GREETING_LENGTH];
        final MemorySegment view = MemorySegment.ofArray(bytes);
        int filled = 0;
        while (filled < bytes.length) {
            final int read = in.read(bytes, filled, bytes.length - filled);
            if (read < 0) {
                throw new EOFException("the connection ended within the greeting");
            }
            filled += read;
            if (filled >= Long.BYTES && view.get(Layouts.LONG, LinkDescriptor.MAGIC_OFFSET) != LinkDescriptor.MAGIC) {
                throw new LinkException("expected " + whom + " that greets with KYMOLINK, found "
                        + printable(bytes, Math.min(filled, Long.BYTES)));
            }
        }
        return view;
    }

    private static String printable(final byte[] bytes, final int length) {
        final StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.append('"').toString();
    }
}
