package dev.kymo.perf.peers;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.griffin.engine.functions.bind.BindVariableServiceImpl;
import io.questdb.log.LogFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// QuestDB's engine in this process: no server, no write-ahead log, one thread.
final class QuestDatabase implements AutoCloseable {
    private final CairoEngine engine;
    private final BindVariableServiceImpl variables;
    private final SqlExecutionContext context;

    /// @param folder of the database; made when it is not there
    QuestDatabase(final Path folder) throws IOException {
        silence(folder);
        Files.createDirectories(folder);
        final DefaultCairoConfiguration configuration = new DefaultCairoConfiguration(folder.toString());
        engine = new CairoEngine(configuration);
        variables = new BindVariableServiceImpl(configuration);
        context = new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, variables);
    }

    /// Its log would go to standard output, where the worker answers.
    private static void silence(final Path folder) throws IOException {
        if (System.getProperty(LogFactory.CONFIG_SYSTEM_PROPERTY) == null) {
            final Path configuration = folder.resolveSibling("questdb-log.conf");
            Files.writeString(configuration, """
                    writers=file
                    w.file.class=io.questdb.log.LogFileWriter
                    w.file.location=/dev/null
                    w.file.level=CRITICAL
                    """);
            System.setProperty(LogFactory.CONFIG_SYSTEM_PROPERTY, configuration.toString());
        }
    }

    void execute(final String sql) throws SqlException {
        engine.execute(sql, context);
    }

    TableWriter writer(final String table) {
        return engine.getWriter(engine.verifyTableName(table), "bench");
    }

    /// Times that a compiled question has to have when it is compiled, and asked.
    void setTime(final int variable, final long time) throws SqlException {
        variables.setTimestamp(variable, time);
    }

    /// Compiles a question; the caller closes it.
    RecordCursorFactory compile(final String sql) throws SqlException {
        return engine.select(sql, context);
    }

    /// The first row's first column.
    long askLong(final RecordCursorFactory question) throws SqlException {
        try (RecordCursor cursor = question.getCursor(context)) {
            return cursor.hasNext() ? cursor.getRecord().getLong(0) : 0;
        }
    }

    /// The first row's first column.
    double askDouble(final RecordCursorFactory question) throws SqlException {
        try (RecordCursor cursor = question.getCursor(context)) {
            return cursor.hasNext() ? cursor.getRecord().getDouble(0) : 0;
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
