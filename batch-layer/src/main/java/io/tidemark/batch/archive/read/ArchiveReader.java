package io.tidemark.batch.archive.read;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Held;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.event.ColumnMismatchException;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.read.ColumnFileReader;
import io.tidemark.columns.read.ColumnFileReader.Wanted;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldFormat;
import io.tidemark.fault.FaultException;
import io.tidemark.model.UsedFields;
import io.tidemark.stream.Quarantined;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.usercode.CodeWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.io.InputFile;

/**
 * Reads what the files of the archive hold. Every method throws {@link StorageException} if the file system does, or if a
 * file is not what was written. Safe for use by many threads.
 */
public final class ArchiveReader {
    private final Storage storage;
    private final Archive archive;
    private final CodeWatch watch;
    private final boolean isSummed;

    public ArchiveReader(Archive archive) {
        this(archive, new CodeWatch(Clock.systemUTC()));
    }

    /** A reader that tells somebody which of the user's code runs when events are read. */
    public ArchiveReader(Archive archive, CodeWatch watch) {
        this(archive, watch, true);
    }

    private ArchiveReader(Archive archive, CodeWatch watch, boolean isSummed) {
        this.storage = archive.storage();
        this.archive = archive;
        this.watch = watch;
        this.isSummed = isSummed;
    }

    /**
     * A reader for those who look at a few records of large files, and make nothing of them that counts: it does not read
     * the rest of a file to know whether it is what was written.
     */
    public static ArchiveReader ofSamples(Archive archive, CodeWatch watch) {
        return new ArchiveReader(archive, watch, false);
    }

    /**
     * Reads the events of a file whose offsets lie in {@code within}, in the order of their offsets: constructors and event
     * time run now. A quarantined record that the definition can decode by now is an event like any other; a record that
     * the definition does not accept is left out, and the sink is told.
     *
     * @throws ColumnMismatchException if the file does not tell what the events are made of: see {@link ArchiveFile#unknown}
     */
    public <E> void read(ArchiveFile file, StreamDefinition<E> stream, OffsetRange within, EventSink<E> sink) {
        read(file, stream, within, EventFormat.allComponents(stream.eventClass()), sink);
    }

    /**
     * Reads only some components of the events, by their names in Java: the others are zero, false, null or empty. For
     * callers that know that nobody looks at those, neither the event-time accessor nor the record's constructor, as
     * {@link io.tidemark.model.UsedFields} tells.
     */
    public <E> void read(
            ArchiveFile file,
            StreamDefinition<E> stream,
            OffsetRange within,
            Set<String> components,
            EventSink<E> sink) {
        if (file.isGap() || common(file.offsets(), within).isEmpty()) {
            return;
        }
        OffsetRange rows = rows(file, within);
        try (RowFileReader<LogRow> records = records(file, stream, rows, components);
                RefusedRows refused = refused(file, rows)) {
            new EventReading<>(decoder(stream), sink).read(records, refused);
        } catch (IOException | ParquetRuntimeException e) {
            throw StorageException.reading(file.path(), e);
        }
    }

    private RowFileReader<LogRow> records(
            ArchiveFile file, StreamDefinition<?> stream, OffsetRange rows, Set<String> components) throws IOException {
        file.unknown(stream, () -> components).ifPresent(unknown -> {
            throw new ColumnMismatchException("TM-ARC-004 " + file.path() + ": " + unknown);
        });
        InputFile input = sound(file);
        if (file.held().layout().equals(Held.BYTES) || !(stream.format() instanceof FieldFormat format)) {
            return opened(file, () -> RowFileReader.bytes(input, rows));
        }
        return opened(file, () -> RowFileReader.fields(input, rows, Held.wanted(stream, format, components)));
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    /** Whatever is thrown while no code of the user's runs is about the file's bytes: they may have changed since they were added up. */
    private static <T> T opened(ArchiveFile file, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (FaultException | ColumnMismatchException named) {
            throw named;
        } catch (RuntimeException e) {
            throw StorageException.reading(file.path(), e);
        }
    }

    /**
     * As {@link #read(ArchiveFile, StreamDefinition, OffsetRange, Set, EventSink)}, by the batch if none of the components
     * repeats or nests and the file holds them as they are wanted.
     */
    public <E> void readBatches(
            ArchiveFile file,
            StreamDefinition<E> stream,
            OffsetRange within,
            Set<String> components,
            BatchSink<E> sink) {
        if (file.isGap() || common(file.offsets(), within).isEmpty()) {
            return;
        }
        OffsetRange rows = rows(file, within);
        try (ColumnFileReader columns = columns(file, stream, rows, components).orElse(null);
                RefusedRows refused = refused(file, rows)) {
            if (columns == null) {
                read(file, stream, within, components, sink);
                return;
            }
            StreamDecoder<E> decoder = decoder(stream);
            EventBatch<E> batch = new EventBatch<>(
                    columns,
                    decoder,
                    stream.maxSkew().isPresent(),
                    file.partition().partition());
            new BatchReading<>(new EventReading<>(decoder, sink), sink).read(batch, refused);
        } catch (IOException | UncheckedIOException | ParquetRuntimeException e) {
            throw StorageException.reading(file.path(), e);
        }
    }

    private <E> StreamDecoder<E> decoder(StreamDefinition<E> stream) {
        return new StreamDecoder<>(stream).stoppingWhenMostFail().watchedBy(watch.newRunningCode());
    }

    private Optional<ColumnFileReader> columns(
            ArchiveFile file, StreamDefinition<?> stream, OffsetRange rows, Set<String> components) throws IOException {
        boolean isOfFields = !file.held().layout().equals(Held.BYTES)
                && file.unknown(stream, () -> components).isEmpty();
        if (!isOfFields || !(stream.format() instanceof FieldFormat format)) {
            return Optional.empty();
        }
        Wanted wanted = new Wanted(
                Held.wanted(stream, format, components),
                UsedFields.timeOf(stream).filter(components::contains),
                stream.maxSkew().isPresent());
        InputFile input = sound(file);
        return opened(file, () -> ColumnFileReader.open(input, rows, wanted));
    }

    /** A file of which every byte is what was written: a changed one may still be a file, with other numbers in it. */
    private InputFile sound(ArchiveFile file) {
        if (isSummed) {
            archive.requireSound(file.path(), file.origin().checksum());
        }
        return storage.input(file.path());
    }

    private InputFile soundBeside(String path) {
        InputFile input = storage.input(path);
        try {
            archive.requireSound(path, Link.checksum(path, RowFileReader.footer(input)));
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(path, e);
        }
        return input;
    }

    /** Reads the quarantined records of a file, in the order of their offsets. */
    public void readQuarantined(ArchiveFile file, OffsetRange within, Consumer<Quarantined> sink) {
        if (common(file.offsets(), within).isEmpty()) {
            return;
        }
        try (RefusedRows refused = refused(file, rows(file, within))) {
            for (RefusedRow row = refused.peek(); row != null; row = refused.advance()) {
                sink.accept(quarantined(file.partition().topic(), row));
            }
        } catch (IOException | ParquetRuntimeException e) {
            throw StorageException.reading("the quarantine of " + file.path(), e);
        }
    }

    /** Reads the records of a file that have a key and no value, in the order of their offsets, as far as they are kept. */
    public void readTombstones(ArchiveFile file, OffsetRange within, Consumer<Tombstone> sink) {
        if (file.tombstones() == 0 || common(file.offsets(), within).isEmpty()) {
            return;
        }
        try {
            String path = Link.read(storage, file.path()).tombstones();
            if (path.isEmpty()) {
                return;
            }
            try (RowFileReader<LogRow> rows = RowFileReader.bytes(soundBeside(path), rows(file, within))) {
                for (LogRow row = rows.next(); row != null; row = rows.next()) {
                    sink.accept(new Tombstone(row.partition, row.offset, row.timestampMillis, row.head));
                }
            }
        } catch (IOException | ParquetRuntimeException e) {
            throw StorageException.reading("the tombstones of " + file.path(), e);
        }
    }

    private static Quarantined quarantined(String topic, RefusedRow row) {
        byte[] raw = row.raw() == null ? new byte[0] : row.raw();
        return new Quarantined(topic, row.partition(), row.offset(), row.timestampMillis(), "", row.reason(), raw);
    }

    private RefusedRows refused(ArchiveFile file, OffsetRange rows) throws IOException {
        if (file.quarantined() == 0) {
            return RefusedRows.NONE;
        }
        return new RefusedRows(RowFileReader.refused(
                soundBeside(Link.read(storage, file.path()).quarantine()), rows));
    }

    /** The rows to ask Parquet for: all, if {@code within} leaves none out, since a filter costs time. */
    private static OffsetRange rows(ArchiveFile file, OffsetRange within) {
        OffsetRange common = common(file.offsets(), within);
        return common.equals(file.offsets()) ? RowFileReader.ALL : common;
    }

    private static OffsetRange common(OffsetRange one, OffsetRange other) {
        long first = Math.max(one.first(), other.first());
        return new OffsetRange(first, Math.max(first, Math.min(one.end(), other.end())));
    }
}
