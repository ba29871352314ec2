package io.jmp.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jmp.Limits;
import io.jmp.Multiprocessing;
import io.jmp.pool.ProcessPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** A pool of Python processes behind an HTTP server: what takes too long is ended, and nobody else notices. */
public final class HttpPool implements AutoCloseable {

    // tag::program[]
    static final String PROGRAM = """
            def primes(n):
                return sum(1 for i in range(2, n) if all(i % d for d in range(2, int(i ** 0.5) + 1)))

            def handle(path):
                if path == '/loop':
                    while True:
                        pass
                return 'primes below %s: %d' % (path[1:], primes(int(path[1:])))
            """;
    // end::program[]

    private final Multiprocessing mp;
    private final ProcessPool pool;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    // tag::server[]
    /** Serves on a free port of this machine. */
    public HttpPool(int workers, Duration limit) throws IOException {
        mp = Multiprocessing.newBuilder().limits(Limits.NONE.withTaskTime(limit)).spares(2).build();
        pool = mp.newPool(workers, PROGRAM);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private void handle(HttpExchange exchange) {
        pool.<String>submit("handle", exchange.getRequestURI().getPath()).whenComplete((text, error) -> {
            if (error == null) {
                answer(exchange, 200, text);
            } else {
                answer(exchange, error instanceof TimeoutException ? 503 : 500, error.toString());
            }
        });
    }
    // end::server[]

    private static void answer(HttpExchange exchange, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            System.err.println("the client is gone: " + e);
        }
    }

    /** The port. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        pool.shutdownNow();
        mp.close();
        threads.shutdown();
    }

    /** Serves good requests and one that loops, and prints the answers. */
    public static void main(String[] args) throws Exception {
        try (HttpPool http = new HttpPool(2, Duration.ofSeconds(2))) {
            for (String path : new String[] {"/100", "/loop", "/1000"}) {
                HttpResponse<String> answer = HttpClient.newHttpClient().send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + http.port() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
                System.out.println(answer.statusCode() + " " + answer.body());
            }
        }
    }
}
