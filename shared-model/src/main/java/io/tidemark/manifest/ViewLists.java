package io.tidemark.manifest;

import java.util.List;

/** Whoever keeps the lists that a manifest refers to. Safe for use by many threads. */
@FunctionalInterface
public interface ViewLists {
    /** Of manifests that refer to none. */
    ViewLists NONE = part -> {
        throw new IllegalStateException(part + " is in no storage that is known here");
    };

    /**
     * The view files that a list names, by time and key.
     *
     * @throws io.tidemark.fault.FaultException if it cannot be read
     */
    List<ViewFile> files(ListPart part);
}
