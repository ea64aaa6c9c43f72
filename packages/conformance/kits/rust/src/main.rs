//! A port to start from: gradient descent and Adam, as the specification has them.
//! Replace the two optimizers by your library, and the claims by what it has.

mod json;
mod optspec;

use json::Json;
use optspec::{config, lists, tensors, Config, Failure, Optimizer, Port, Shapes, State, Tensors};

const TYPES: &[&str] = &["f32", "f64"];

fn main() -> std::io::Result<()> {
    let port = Port {
        name: "my-port",
        version: "0.0.0",
        claims: &[("gd", "normative", TYPES), ("adam", "normative", TYPES)],
        capabilities: &["state", "restore", "resume"],
        create,
    };
    port.serve()
}

fn create(
    rule: &str,
    dtype: &str,
    config: &Config,
    params: Tensors,
    _shapes: &Shapes,
) -> Result<Box<dyn Optimizer>, Failure> {
    let round: fn(f64) -> f64 = if dtype == "f32" {
        |x| x as f32 as f64
    } else {
        |x| x
    };
    let mut optimizer: Box<dyn Optimizer> = match rule {
        "gd" => Box::new(Descent {
            lr: 0.01,
            params,
            round,
        }),
        "adam" => Box::new(Adam::new(params, round)),
        _ => return Err(Failure::Skip(format!("no rule {rule}"))),
    };
    optimizer.configure(config);
    Ok(optimizer)
}

struct Descent {
    lr: f64,
    params: Tensors,
    round: fn(f64) -> f64,
}

impl Optimizer for Descent {
    fn params(&self) -> &Tensors {
        &self.params
    }

    fn state(&self) -> State {
        self.params
            .keys()
            .map(|name| (name.clone(), Tensors::new()))
            .collect()
    }

    fn configure(&mut self, config: &Config) {
        self.lr = *config.get("lr").unwrap_or(&self.lr);
    }

    fn step(&mut self, grads: &Tensors) {
        for (name, theta) in &mut self.params {
            for (x, g) in theta.iter_mut().zip(&grads[name]) {
                *x = (self.round)(*x - self.lr * g);
            }
        }
    }

    fn restore(&mut self, _t: u32, _state: &State) {}

    fn save(&self) -> String {
        Json::Number(self.lr).to_string()
    }

    fn load(&mut self, saved: &str) -> Result<(), String> {
        self.lr = Json::parse(saved)?
            .as_number()
            .ok_or("expected a learning rate")?;
        Ok(())
    }
}

struct Adam {
    config: Config,
    params: Tensors,
    s: Tensors,
    r: Tensors,
    t: u32,
    /// Rounds what is stored to the type of the parameters.
    round: fn(f64) -> f64,
}

impl Adam {
    fn new(params: Tensors, round: fn(f64) -> f64) -> Adam {
        let zeros: Tensors = params
            .iter()
            .map(|(name, theta)| (name.clone(), vec![0.0; theta.len()]))
            .collect();
        let defaults = [
            ("lr", 0.001),
            ("beta1", 0.9),
            ("beta2", 0.999),
            ("eps", 1e-8),
        ];
        let config = defaults
            .map(|(name, value)| (name.to_string(), value))
            .into();
        Adam {
            config,
            params,
            s: zeros.clone(),
            r: zeros,
            t: 0,
            round,
        }
    }
}

impl Optimizer for Adam {
    fn params(&self) -> &Tensors {
        &self.params
    }

    fn state(&self) -> State {
        let slots = |name: &String| {
            [("s", &self.s), ("r", &self.r)]
                .map(|(slot, all)| (slot.to_string(), all[name].clone()))
        };
        self.params
            .keys()
            .map(|name| (name.clone(), slots(name).into()))
            .collect()
    }

    fn configure(&mut self, config: &Config) {
        self.config.extend(config.clone());
    }

    fn step(&mut self, grads: &Tensors) {
        let [lr, beta1, beta2, eps] = ["lr", "beta1", "beta2", "eps"].map(|name| self.config[name]);
        let round = self.round;
        self.t += 1;
        let correction1 = 1.0 - beta1.powi(self.t as i32);
        let correction2 = 1.0 - beta2.powi(self.t as i32);
        for (name, theta) in &mut self.params {
            let (s, r) = (self.s.get_mut(name).unwrap(), self.r.get_mut(name).unwrap());
            for (i, g) in grads[name].iter().enumerate() {
                s[i] = round(beta1 * s[i] + (1.0 - beta1) * g);
                r[i] = round(beta2 * r[i] + (1.0 - beta2) * g * g);
                theta[i] =
                    round(theta[i] - lr * (s[i] / correction1) / (r[i] / correction2 + eps).sqrt());
            }
        }
    }

    fn restore(&mut self, t: u32, state: &State) {
        self.t = t;
        for (name, slots) in state {
            self.s.insert(name.clone(), slots["s"].clone());
            self.r.insert(name.clone(), slots["r"].clone());
        }
    }

    fn save(&self) -> String {
        let config = self
            .config
            .iter()
            .map(|(name, value)| (name.clone(), Json::Number(*value)));
        Json::object([
            ("t", Json::Number(self.t as f64)),
            ("config", Json::Object(config.collect())),
            ("s", lists(&self.s)),
            ("r", lists(&self.r)),
        ])
        .to_string()
    }

    fn load(&mut self, saved: &str) -> Result<(), String> {
        let saved = Json::parse(saved)?;
        let read = |_| "expected what save wrote".to_string();
        self.t = saved.get("t").as_number().ok_or("expected t")? as u32;
        self.config = config(saved.get("config")).map_err(read)?;
        self.s = tensors(saved.get("s")).map_err(read)?;
        self.r = tensors(saved.get("r")).map_err(read)?;
        Ok(())
    }
}
