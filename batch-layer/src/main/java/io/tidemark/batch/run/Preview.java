package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a definition will meet in the archive, told before anything is built of it. Reads the files' footers alone. */
public final class Preview {
    private Preview() {}

    /**
     * The records that are archived and do not tell what the definition reads: once it is built, they are gaps of its view.
     * The same rule as a run's.
     */
    public static List<Gap> unknown(Archive archive, AggregationDefinition<?> definition) {
        UnknownFiles unknown = new UnknownFiles(definition);
        Moment anyTime = new Moment(0, new TreeMap<>());
        List<Gap> gaps = new ArrayList<>();
        for (String topic : definition.input().topics()) {
            StreamArchive.of(archive, topic, anyTime)
                    .chains(Tidemark.START)
                    .values()
                    .forEach(chain -> {
                        long first = chain.get(0).offsets().first();
                        long end = chain.get(chain.size() - 1).offsets().end();
                        gaps.addAll(unknown.gaps(chain, new OffsetRange(first, end)));
                    });
        }
        return gaps;
    }
}
