package io.tidemark.it.simulation;

import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.Optional;

/** Where a topic's log began for us. */
enum Beginning {
    /** As it was written at first sight (PROTOCOL 26). */
    WRITTEN_ONCE {
        @Override
        Beginnings of(Beginnings written, InMemoryEventLog log) {
            return written;
        }
    },
    /** Each process takes for the beginning what it sees when it looks. */
    SEEN_ANEW {
        @Override
        Beginnings of(Beginnings written, InMemoryEventLog log) {
            return new Beginnings() {
                @Override
                public Optional<Since> of(String topic) {
                    return Optional.of(Since.of(log.describe(topic).log(), log.startOffsets(topic)));
                }

                @Override
                public Since begin(Since since) throws IOException {
                    written.begin(since);
                    return since;
                }
            };
        }
    };

    abstract Beginnings of(Beginnings written, InMemoryEventLog log);
}
