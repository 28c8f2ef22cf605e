package io.tidemark.speed.store;

/** On the disk that tests have fail. */
class FlakyDiskContractTest extends StateStoreContract {
    @Override
    StateStore open() {
        return new FlakyDisk().store();
    }
}
