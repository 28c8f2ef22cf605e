package io.tidemark.speed.store;

/** On RocksDB. */
class RocksStateStoreContractTest extends StateStoreContract {
    @Override
    StateStore open() {
        return RocksStateStore.open(directory, 1 << 20);
    }
}
