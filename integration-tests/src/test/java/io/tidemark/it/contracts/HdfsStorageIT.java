package io.tidemark.it.contracts;

import io.tidemark.batch.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class HdfsStorageIT extends StorageContract {
    @TempDir
    static java.nio.file.Path directory;

    private static MiniDFSCluster hdfs;
    private static int tests;

    @BeforeAll
    static void startHdfs() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        hdfs.waitActive();
    }

    @AfterAll
    static void stopHdfs() {
        hdfs.shutdown(true);
    }

    @BeforeEach
    void onARootOfItsOwn() {
        tests++;
    }

    @Override
    protected Storage storage() {
        return Storage.at(hdfs.getURI().resolve("/tidemark-" + tests), new Configuration());
    }

    @Override
    protected Optional<Losing> losing() throws IOException {
        LostAnswers files = new LostAnswers(hdfs.getFileSystem());
        return Optional.of(new Losing(Storage.on(files, new Path("/tidemark-" + tests)), files));
    }
}
