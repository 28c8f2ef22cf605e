package io.tidemark.fault;

/**
 * Hears every fault of a process, once when it comes up and once when it is over: the hook for a user's own alerting.
 * Called by the thread that meets the fault, so it must be quick; whatever it throws is ignored.
 */
public interface FaultListener {
    FaultListener NONE = new FaultListener() {
        @Override
        public void raised(Fault fault) {}

        @Override
        public void cleared(Fault fault) {}
    };

    void raised(Fault fault);

    void cleared(Fault fault);
}
