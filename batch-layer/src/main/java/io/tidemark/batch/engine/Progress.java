package io.tidemark.batch.engine;

/** Hears how far a pass over the archive is. Called by many threads. */
public interface Progress {
    Progress UNHEARD = new Progress() {
        @Override
        public void planned(long records) {}

        @Override
        public void read(long records) {}
    };

    /** So many more records will be read. */
    void planned(long records);

    /** So many more records have been read. */
    void read(long records);

    /** Where the work is done and can be looked at, for people, such as a job's link. */
    default void at(String place) {}
}
