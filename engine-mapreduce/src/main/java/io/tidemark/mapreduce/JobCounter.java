package io.tidemark.mapreduce;

/** What a job's tasks count. */
enum JobCounter {
    /** Records of the archive that were read. */
    RECORDS
}
