//! The optimizers of candle-nn on the CPU, driven with raw gradients.
//! What is said here about candle is read from candle-nn/src/optim.rs, 0.9.1.

#[path = "../../../kits/rust/src/json.rs"]
#[allow(dead_code)]
mod json;
#[path = "../../../kits/rust/src/optspec.rs"]
#[allow(dead_code)]
mod optspec;

use candle_core::backprop::GradStore;
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW, SGD};
use optspec::{Config, Failure, Optimizer, Port, Shapes, State, Tensors};
use std::collections::BTreeMap;

const TYPES: &[&str] = &["f32", "f64"];

fn main() -> std::io::Result<()> {
    let port = Port {
        name: "candle-nn",
        version: "0.9.1",
        claims: &[("gd", "candle", TYPES), ("adam", "candle", TYPES)],
        // The moments are private, and an optimizer cannot be saved.
        capabilities: &[],
        create,
    };
    port.serve()
}

fn create(
    rule: &str,
    dtype: &str,
    config: &Config,
    params: Tensors,
    shapes: &Shapes,
) -> Result<Box<dyn Optimizer>, Failure> {
    let dtype = if dtype == "f32" {
        DType::F32
    } else {
        DType::F64
    };
    let vars: BTreeMap<String, Var> = params
        .iter()
        .map(|(name, data)| {
            (
                name.clone(),
                Var::from_tensor(&tensor(data, &shapes[name], dtype)).unwrap(),
            )
        })
        .collect();
    let all: Vec<Var> = vars.values().cloned().collect();
    let own = match rule {
        "gd" => Own::Descent(SGD::new(all, *config.get("lr").ok_or_else(no_default)?).unwrap()),
        // Adam is AdamW that does not decay.
        "adam" => Own::Adam(
            AdamW::new(
                all,
                ParamsAdamW {
                    weight_decay: 0.0,
                    ..Default::default()
                },
            )
            .unwrap(),
        ),
        _ => {
            return Err(Failure::Skip(format!(
                "candle-nn is not asked for {rule} here"
            )))
        }
    };
    let mut driven = Driven { own, vars, params };
    driven.configure(config);
    Ok(Box::new(driven))
}

fn no_default() -> Failure {
    Failure::Skip("candle-nn has no default for lr".to_string())
}

enum Own {
    Descent(SGD),
    Adam(AdamW),
}

struct Driven {
    own: Own,
    vars: BTreeMap<String, Var>,
    params: Tensors,
}

impl Optimizer for Driven {
    fn params(&self) -> &Tensors {
        &self.params
    }

    fn configure(&mut self, config: &Config) {
        match &mut self.own {
            Own::Descent(sgd) => {
                if let Some(lr) = config.get("lr") {
                    sgd.set_learning_rate(*lr);
                }
            }
            Own::Adam(adam) => {
                let mut changed = adam.params().clone();
                for (name, value) in config {
                    match name.as_str() {
                        "lr" => changed.lr = *value,
                        "beta1" => changed.beta1 = *value,
                        "beta2" => changed.beta2 = *value,
                        "eps" => changed.eps = *value,
                        _ => panic!("expected a hyperparameter of Adam, got {name}"),
                    }
                }
                adam.set_params(changed);
            }
        }
    }

    fn step(&mut self, grads: &Tensors) {
        let mut store = empty_store();
        for (name, var) in &self.vars {
            store.insert(var, tensor(&grads[name], var.dims(), var.dtype()));
        }
        match &mut self.own {
            Own::Descent(sgd) => sgd.step(&store),
            Own::Adam(adam) => adam.step(&store),
        }
        .unwrap();
        for (name, var) in &self.vars {
            self.params.insert(name.clone(), numbers(var));
        }
    }

    fn state(&self) -> State {
        unimplemented!()
    }

    fn restore(&mut self, _t: u32, _state: &State) {
        unimplemented!()
    }

    fn save(&self) -> String {
        unimplemented!()
    }

    fn load(&mut self, _saved: &str) -> Result<(), String> {
        unimplemented!()
    }
}

/// A store of gradients is only made by a backward pass; this one is over nothing that is optimized.
fn empty_store() -> GradStore {
    Tensor::new(0f32, &Device::Cpu)
        .and_then(|nothing| nothing.backward())
        .unwrap()
}

fn tensor(data: &[f64], shape: &[usize], dtype: DType) -> Tensor {
    Tensor::from_slice(data, shape, &Device::Cpu)
        .and_then(|wide| wide.to_dtype(dtype))
        .unwrap()
}

fn numbers(tensor: &Tensor) -> Vec<f64> {
    let wide = tensor
        .to_dtype(DType::F64)
        .and_then(|wide| wide.flatten_all());
    wide.and_then(|flat| flat.to_vec1()).unwrap()
}
