package io.tidemark.serving.index;

import io.tidemark.manifest.AggregationView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many hold each file. Safe for use by many threads. */
public final class HeldFiles {
    private final Map<FileName, Integer> holders = new HashMap<>();

    /** What may fail while a file is let go. */
    @FunctionalInterface
    public interface Dropping<X extends Exception> {
        void drop() throws X;
    }

    public Hold hold(AggregationView view) {
        return hold(view.files().stream()
                .map(file -> new FileName(view.fingerprint(), file.path()))
                .toList());
    }

    synchronized Hold hold(List<FileName> names) {
        names.forEach(name -> holders.merge(name, 1, Integer::sum));
        return new Hold(this, names);
    }

    synchronized void release(List<FileName> names) {
        names.forEach(name -> holders.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1));
    }

    /**
     * Does it unless somebody holds the file. Nobody comes to hold it meanwhile: who holds a file and then looks for it
     * either finds it and keeps it, or finds it gone and loads it.
     *
     * @return whether it was done
     */
    public synchronized <X extends Exception> boolean unlessHeld(FileName name, Dropping<X> dropping) throws X {
        if (holders.containsKey(name)) {
            return false;
        }
        dropping.drop();
        return true;
    }
}
