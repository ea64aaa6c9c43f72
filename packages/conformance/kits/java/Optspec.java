import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The OptSpec port protocol, version 1. Nothing in this file needs to change for your port. */
final class Optspec {
    /** What the port drives: one optimizer over all parameters of a run. */
    interface Optimizer {
        /** The parameters as they stand. */
        Map<String, double[]> params();

        /** The states by parameter and slot, as they stand (capability "state"). */
        Map<String, Map<String, double[]>> state();

        /** Changes hyperparameters from now on. */
        void configure(Map<String, Double> config);

        /** Does one update. */
        void step(Map<String, double[]> grads);

        /** Goes on from t updates done (capability "restore"). */
        void restore(int t, Map<String, Map<String, double[]>> state);

        /** Your library's own serialization (capability "resume"). */
        String save();

        void load(String saved);
    }

    /**
     * Makes a fresh optimizer; dtype is "f32" or "f64". Numbers are in row-major order, and the shape of a single number
     * is empty.
     */
    interface Create {
        Optimizer create(
                String rule,
                String dtype,
                Map<String, Double> config,
                Map<String, double[]> params,
                Map<String, int[]> shapes);
    }

    /** Throw it from `create` for what your library does not have: the case is skipped, not failed. */
    @SuppressWarnings("serial")
    static final class Skip extends RuntimeException {
        Skip(String reason) {
            super(reason);
        }
    }

    /** How a rule is computed, and in which types. */
    record Claim(String rule, String profile, List<String> dtypes) {}

    private final String name;
    private final String version;
    private final List<Claim> claims;
    private final List<String> capabilities;
    private final Create create;

    Optspec(String name, String version, List<Claim> claims, List<String> capabilities, Create create) {
        this.name = name;
        this.version = version;
        this.claims = claims;
        this.capabilities = capabilities;
        this.create = create;
    }

    /** Answers the suite on standard input and output until it stops. */
    void serve() throws IOException {
        PrintStream replies = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        // Whatever a library prints goes to standard error: a stray line among the replies ends the verification.
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            Map<String, Object> request = fields(Json.parse(line));
            if (request.get("cmd").equals("stop")) return;
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("id", request.get("id"));
            try {
                reply.putAll(answer(request));
            } catch (Skip skip) {
                reply.put("skipped", skip.getMessage());
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError problem) {
                reply.put("error", problem.toString());
            }
            replies.print(Json.print(reply) + "\n");
            replies.flush();
        }
    }

    private Map<String, Object> answer(Map<String, Object> request) {
        switch ((String) request.get("cmd")) {
            case "start":
                if (!((List<?>) request.get("protocol")).contains(1.0))
                    return Map.of("error", "expected protocol 1, got " + request.get("protocol"));
                List<Object> list = new ArrayList<>();
                for (Claim claim : claims)
                    list.add(Map.of("rule", claim.rule, "profile", claim.profile, "dtypes", claim.dtypes));
                Map<String, Object> port = Map.of("name", name, "version", version, "language", "java");
                return Map.of("protocol", 1, "port", port, "claims", list, "capabilities", capabilities);
            case "echo":
                return Map.of("values", numbers(request.get("values")));
            case "run":
                return Map.of("steps", run(request));
            default:
                return Map.of("error", "expected start, echo, run or stop, got " + request.get("cmd"));
        }
    }

    private List<Object> run(Map<String, Object> request) {
        String rule = (String) request.get("rule");
        String dtype = (String) request.get("dtype");
        Map<String, double[]> params = each(request.get("params"), param -> numbers(fields(param).get("data")));
        Map<String, int[]> shapes = each(request.get("params"), param -> shape(fields(param).get("shape")));
        Optimizer optimizer = create.create(rule, dtype, config(request.get("config")), params, shapes);
        if (request.containsKey("from")) {
            Map<String, Object> from = fields(request.get("from"));
            optimizer.restore(((Double) from.get("t")).intValue(), each(from.get("state"), Optspec::tensors));
        }
        List<Object> replies = new ArrayList<>();
        for (Object item : (List<?>) request.get("steps")) {
            Map<String, Object> step = fields(item);
            if (Double.valueOf(replies.size()).equals(request.get("resumeAt"))) {
                String saved = optimizer.save();
                Map<String, double[]> current = each(optimizer.params(), values -> ((double[]) values).clone());
                optimizer = create.create(rule, dtype, config(request.get("resumeConfig")), current, shapes);
                optimizer.load(saved);
            }
            if (step.containsKey("config")) optimizer.configure(config(step.get("config")));
            optimizer.step(tensors(step.get("grads")));
            Map<String, Object> reply = new LinkedHashMap<>();
            // Copies, since the next update may overwrite the numbers.
            reply.put("params", each(optimizer.params(), values -> ((double[]) values).clone()));
            if (capabilities.contains("state"))
                reply.put("state", each(optimizer.state(), slots -> each(slots, values -> ((double[]) values).clone())));
            replies.add(reply);
        }
        return replies;
    }

    /** Four numbers that JSON lacks travel as strings. */
    static double[] numbers(Object values) {
        return ((List<?>) values).stream()
                .mapToDouble(value -> value instanceof String name ? Double.parseDouble(name) : (Double) value)
                .toArray();
    }

    private static int[] shape(Object values) {
        return ((List<?>) values).stream().mapToInt(value -> ((Double) value).intValue()).toArray();
    }

    static Map<String, double[]> tensors(Object values) {
        return each(values, Optspec::numbers);
    }

    static Map<String, Double> config(Object values) {
        return each(values, value -> (Double) value);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> fields(Object value) {
        return (Map<String, Object>) value;
    }

    static <T> Map<String, T> each(Object values, Function<Object, T> change) {
        Map<String, T> changed = new LinkedHashMap<>();
        ((Map<?, ?>) values).forEach((name, value) -> changed.put((String) name, change.apply(value)));
        return changed;
    }
}
