package io.tidemark.it.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.gaul.s3proxy.junit.S3ProxyJunitCore;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 endpoint with one bucket that is empty. */
final class S3Endpoint implements AutoCloseable {
    static final String BUCKET = "tidemark";
    static final String KEY = "key";
    static final String SECRET = "secret";

    private final S3ProxyJunitCore server;
    private final Path buffers;

    /** @param buffers where clients keep what they are about to send */
    static S3Endpoint start(Path buffers) throws Exception {
        return start(new S3ProxyJunitCore.Builder().withCredentials(KEY, SECRET).build(), buffers);
    }

    /** One that asks nobody who they are, so that what stands before it may change requests. */
    static S3Endpoint startForAnybody(Path buffers) throws Exception {
        return start(new S3ProxyJunitCore.Builder().build(), buffers);
    }

    private static S3Endpoint start(S3ProxyJunitCore server, Path buffers) throws Exception {
        server.beforeEach();
        S3Endpoint endpoint = new S3Endpoint(server, buffers);
        endpoint.client().createBucket(bucket -> bucket.bucket(BUCKET));
        return endpoint;
    }

    private S3Endpoint(S3ProxyJunitCore server, Path buffers) {
        this.server = server;
        this.buffers = buffers;
    }

    URI uri() {
        return server.getUri();
    }

    /** What a client must be told, whose requests go to an address. */
    Map<String, String> settings(String address) {
        return new TreeMap<>(Map.of(
                "fs.s3a.endpoint", address,
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.connection.ssl.enabled", "false",
                "fs.s3a.access.key", KEY,
                "fs.s3a.secret.key", SECRET,
                "fs.s3a.retry.interval", "50ms",
                "fs.s3a.multipart.size", "5M",
                "fs.s3a.buffer.dir", buffers.toString()));
    }

    Configuration configuration(String address) {
        Configuration configuration = new Configuration();
        settings(address).forEach(configuration::set);
        // Each test's own: another one's would be told of another address.
        configuration.setBoolean("fs.s3a.impl.disable.cache", true);
        return configuration;
    }

    S3Client client() throws IOException {
        FileSystem files = FileSystem.get(URI.create("s3a://" + BUCKET), configuration(uri().toString()));
        return ((S3AFileSystem) files).getS3AInternals().getAmazonS3Client("test");
    }

    @Override
    public void close() {
        server.afterEach();
    }
}
