import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A port to start from: gradient descent and Adam, as the specification has them. Replace the two optimizers by your
 * library, and the claims by what it has.
 */
final class Port {
    public static void main(String[] arguments) throws IOException {
        List<String> types = List.of("f32", "f64");
        List<Optspec.Claim> claims = List.of(
                new Optspec.Claim("gd", "normative", types), new Optspec.Claim("adam", "normative", types));
        new Optspec("my-port", "0.0.0", claims, List.of("state", "restore", "resume"), Port::create).serve();
    }

    static Optspec.Optimizer create(
            String rule,
            String dtype,
            Map<String, Double> config,
            Map<String, double[]> params,
            Map<String, int[]> shapes) {
        boolean single = dtype.equals("f32");
        switch (rule) {
            case "gd":
                return new Descent(config, params, single);
            case "adam":
                return new Adam(config, params, single);
            default:
                throw new Optspec.Skip("no rule " + rule);
        }
    }

    /** What both optimizers have in common. */
    abstract static class Base implements Optspec.Optimizer {
        final Map<String, Double> config;
        final Map<String, double[]> params;
        private final boolean single;

        Base(Map<String, Double> defaults, Map<String, Double> config, Map<String, double[]> params, boolean single) {
            this.config = new HashMap<>(defaults);
            this.params = params;
            this.single = single;
            configure(config);
        }

        /** Rounds what is stored to the type of the parameters. */
        double round(double x) {
            return single ? (float) x : x;
        }

        @Override
        public Map<String, double[]> params() {
            return params;
        }

        @Override
        public void configure(Map<String, Double> changes) {
            config.putAll(changes);
        }
    }

    static final class Descent extends Base {
        Descent(Map<String, Double> config, Map<String, double[]> params, boolean single) {
            super(Map.of("lr", 0.01), config, params, single);
        }

        @Override
        public Map<String, Map<String, double[]>> state() {
            return Optspec.each(params, theta -> Map.of());
        }

        @Override
        public void step(Map<String, double[]> grads) {
            double lr = config.get("lr");
            params.forEach((name, theta) -> {
                double[] g = grads.get(name);
                for (int i = 0; i < theta.length; i++) theta[i] = round(theta[i] - lr * g[i]);
            });
        }

        @Override
        public void restore(int t, Map<String, Map<String, double[]>> state) {}

        @Override
        public String save() {
            return Json.print(config);
        }

        @Override
        public void load(String saved) {
            configure(Optspec.config(Json.parse(saved)));
        }
    }

    static final class Adam extends Base {
        private Map<String, Map<String, double[]>> state;
        private int t = 0;

        Adam(Map<String, Double> config, Map<String, double[]> params, boolean single) {
            super(Map.of("lr", 0.001, "beta1", 0.9, "beta2", 0.999, "eps", 1e-8), config, params, single);
            state = new LinkedHashMap<>();
            params.forEach((name, theta) ->
                    state.put(name, Map.of("s", new double[theta.length], "r", new double[theta.length])));
        }

        @Override
        public Map<String, Map<String, double[]>> state() {
            return state;
        }

        @Override
        public void step(Map<String, double[]> grads) {
            double lr = config.get("lr");
            double beta1 = config.get("beta1");
            double beta2 = config.get("beta2");
            double eps = config.get("eps");
            t++;
            double correction1 = 1 - Math.pow(beta1, t);
            double correction2 = 1 - Math.pow(beta2, t);
            params.forEach((name, theta) -> {
                double[] s = state.get(name).get("s");
                double[] r = state.get(name).get("r");
                double[] g = grads.get(name);
                for (int i = 0; i < theta.length; i++) {
                    s[i] = round(beta1 * s[i] + (1 - beta1) * g[i]);
                    r[i] = round(beta2 * r[i] + (1 - beta2) * g[i] * g[i]);
                    theta[i] = round(theta[i] - lr * (s[i] / correction1) / Math.sqrt(r[i] / correction2 + eps));
                }
            });
        }

        @Override
        public void restore(int updates, Map<String, Map<String, double[]>> from) {
            t = updates;
            state = from;
        }

        @Override
        public String save() {
            return Json.print(Map.of("t", (double) t, "config", config, "state", state));
        }

        @Override
        public void load(String saved) {
            Map<String, Object> read = Optspec.fields(Json.parse(saved));
            configure(Optspec.config(read.get("config")));
            restore(((Double) read.get("t")).intValue(), Optspec.each(read.get("state"), Optspec::tensors));
        }
    }
}
