package dev.kymo.sdk.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Sink;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import io.micrometer.core.instrument.MockClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// With the real libraries.
class AdaptersTest {
    private final MemorySink sink = new MemorySink();

    private static String cell(final DataRow row, final String component) {
        return row.cell(component).orElseThrow().instances().string(0);
    }

    private RecordingStream recording() {
        return RecordingStream.builder("test").sink(sink).open();
    }

    @Test
    void shouldLogWhatJavaUtilLoggingSays() throws InterruptedException {
        final Logger logger = Logger.getLogger("com.acme.Pump");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        try (RecordingStream rec = recording()) {
            final KymoHandler handler = new KymoHandler(rec);
            logger.addHandler(handler);
            try {
                final Thread thread =
                        new Thread(() -> logger.log(Level.WARNING, "pressure {0} bar", 12.5), "pump-loop");
                thread.start();
                thread.join();
                logger.log(Level.SEVERE, "it broke", new IllegalStateException("valve"));
                logger.log(Level.FINEST, "tiny");
            } finally {
                logger.removeHandler(handler);
            }
        }
        final List<DataRow> rows = sink.rows("logs/com/acme/Pump");
        assertEquals(3, rows.size());
        assertEquals("WARN", cell(rows.get(0), "TextLog:level"));
        assertEquals("pressure 12.5 bar", cell(rows.get(0), "TextLog:text"));
        assertEquals("com.acme.Pump", cell(rows.get(0), "LogOrigin:logger"));
        assertEquals("pump-loop", cell(rows.get(0), "LogOrigin:thread"));
        assertEquals("ERROR", cell(rows.get(1), "TextLog:level"));
        assertTrue(cell(rows.get(1), "TextLog:text")
                .startsWith("it broke\njava.lang.IllegalStateException: valve\n\tat dev.kymo"));
        assertEquals("TRACE", cell(rows.get(2), "TextLog:level"));
    }

    @Test
    void shouldLogWhatSlf4jSaysThroughAConfiguredLogback() throws JoranException {
        final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        try (RecordingStream rec = recording()) {
            final KymoAppender appender = new KymoAppender(rec);
            appender.setContext(context);
            appender.start();
            final ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.setLevel(ch.qos.logback.classic.Level.TRACE);
            root.addAppender(appender);
            final org.slf4j.Logger logger = LoggerFactory.getLogger("com.acme.Pump");
            logger.warn("pressure {} bar", 12.5);
            logger.error("it broke", new IllegalStateException("valve"));
            logger.trace("tiny");
            root.detachAppender(appender);
            appender.stop();
            assertTrue(rec.isEnabled());
        }
        final List<DataRow> rows = sink.rows("logs/com/acme/Pump");
        assertEquals(3, rows.size());
        assertEquals("WARN", cell(rows.get(0), "TextLog:level"));
        assertEquals("pressure 12.5 bar", cell(rows.get(0), "TextLog:text"));
        assertEquals(Thread.currentThread().getName(), cell(rows.get(0), "LogOrigin:thread"));
        assertTrue(cell(rows.get(1), "TextLog:text")
                .startsWith("it broke\njava.lang.IllegalStateException: valve\n\tat dev.kymo"));
        assertEquals("TRACE", cell(rows.get(2), "TextLog:level"));
        // And by a file, as programs do; what can't start is left out
        final JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream("""
                <configuration>
                  <appender name="KYMO" class="dev.kymo.sdk.adapter.KymoAppender">
                    <applicationId>not a name</applicationId>
                    <prefix>logs/of/this</prefix>
                  </appender>
                  <root level="INFO"><appender-ref ref="KYMO"/></root>
                </configuration>
                """.getBytes(StandardCharsets.UTF_8)));
        LoggerFactory.getLogger("com.acme.Pump").info("nobody hears it");
        assertTrue(context.getStatusManager().getCopyOfStatusList().stream()
                .anyMatch(status -> status.getMessage().contains("no recording for not a name")));
        context.reset();
    }

    /// A sink that logs what it is given, as one would that complains.
    private final class TalkingSink implements Sink {
        private final Logger logger;

        TalkingSink(final Logger logger) {
            this.logger = logger;
        }

        @Override
        public Commit commit(final StoreId store, final DataRow row) {
            logger.warning("a row has come");
            return sink.commit(store, row);
        }

        @Override
        public boolean flush(final Duration timeout) {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldNotLogWhatLoggingSays() {
        final Logger logger = Logger.getLogger("com.acme.Talker");
        logger.setUseParentHandlers(false);
        try (RecordingStream rec =
                RecordingStream.builder("test").sink(new TalkingSink(logger)).open()) {
            final KymoHandler handler = new KymoHandler(rec);
            logger.addHandler(handler);
            logger.info("once");
            logger.removeHandler(handler);
            assertEquals(0, handler.droppedLines());
        }
        assertEquals(1, sink.rows("logs/com/acme/Talker").size());
    }

    @Test
    void shouldCountLinesThatAreLostAndThrowNothing() {
        final Logger logger = Logger.getLogger("com.acme.Late");
        logger.setUseParentHandlers(false);
        final RecordingStream rec = recording();
        final KymoHandler handler = new KymoHandler(rec);
        logger.addHandler(handler);
        rec.close();
        logger.info("too late");
        logger.removeHandler(handler);
        assertEquals(1, handler.droppedLines());
        assertFalse(rec.isEnabled());
    }

    @Test
    void shouldLogMetersEachStep() {
        final MockClock clock = new MockClock();
        // Micrometer holds what it looks at weakly
        final AtomicInteger pressure = new AtomicInteger(12);
        try (RecordingStream rec = recording()) {
            final KymoMeterRegistry registry = new KymoMeterRegistry(rec, Duration.ofSeconds(10), clock);
            registry.counter("pump.strokes", "side", "left").increment(3);
            registry.gauge("pump.pressure", pressure);
            registry.timer("pump.stroke").record(Duration.ofMillis(500));
            clock.add(Duration.ofSeconds(10));
            pressure.incrementAndGet();
            registry.publish();
            registry.close();
        }
        assertEquals(3, number("metrics/pump/strokes/side=left/count"));
        assertEquals(13, number("metrics/pump/pressure/value"));
        assertEquals(0.5, number("metrics/pump/stroke/total_time"), 1e-9);
    }

    private double number(final String path) {
        return sink.rows(path).getFirst().cells().getFirst().instances().getDouble(0);
    }
}
