package io.tidemark.log;

/** Makes readers of one log for one purpose. Safe for use by many threads. */
public interface LogReaders {
    /** A member of the group that shares the topics among its members. */
    LogReader inGroup(LogReader.Listener listener);

    SoloLogReader alone(LogReader.Listener listener);
}
