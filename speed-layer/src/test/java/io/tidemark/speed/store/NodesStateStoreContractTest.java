package io.tidemark.speed.store;

/** As a node has it: on RocksDB, opened by a thread of its own, and anew after failures. */
class NodesStateStoreContractTest extends StateStoreContract {
    @Override
    StateStore open() {
        return new OpeningStateStore(() -> RocksStateStore.lasting(directory, 1 << 20));
    }
}
