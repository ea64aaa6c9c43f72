//! The optimizers of burn on its CPU backend, driven with raw gradients.
//! What is said here about burn is read from burn-optim/src/optim/{sgd,momentum,adagrad,adam}.rs, 0.22.1.

#[path = "../../../kits/rust/src/json.rs"]
#[allow(dead_code)]
mod json;
#[path = "../../../kits/rust/src/optspec.rs"]
#[allow(dead_code)]
mod optspec;

use burn_core::tensor::{DType, Device, Tensor, TensorData};
use burn_optim::momentum::MomentumConfig;
use burn_optim::{
    AdaGrad, AdaGradConfig, Adam, AdamConfig, RecordState as _, Sgd, SgdConfig, StateSink,
};
use optspec::{Config, Failure, Port, Shapes, State, Tensors};

const TYPES: &[&str] = &["f32", "f64"];

fn main() -> std::io::Result<()> {
    let port = Port {
        name: "burn-optim",
        version: "0.22.1",
        claims: &[
            ("gd", "burn", TYPES),
            ("momentum", "burn", TYPES),
            ("adagrad", "burn", TYPES),
            ("adam", "burn", TYPES),
        ],
        // Its records have no hyperparameters, so an optimizer goes on with those of another.
        capabilities: &["state"],
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
) -> Result<Box<dyn optspec::Optimizer>, Failure> {
    let dtype = if dtype == "f32" {
        DType::F32
    } else {
        DType::F64
    };
    // The names are those of burn's records. A velocity carries no learning rate, so it is not the specification's v.
    let driven: Box<dyn optspec::Optimizer> = match rule {
        "gd" => Box::new(Driven::new(descent, &[], dtype, params)),
        "momentum" => Box::new(Driven::new(momentum, &[], dtype, params)),
        "adagrad" => Box::new(Driven::new(
            adagrad,
            &[("r", "lr_decay.sum")],
            dtype,
            params,
        )),
        "adam" => {
            let slots = &[("s", "momentum.moment_1"), ("r", "momentum.moment_2")];
            Box::new(Driven::new(adam, slots, dtype, params))
        }
        _ => return Err(Failure::Skip(format!("burn is not asked for {rule} here"))),
    };
    if !config.contains_key("lr") {
        return Err(Failure::Skip("burn has no default for lr".to_string()));
    }
    let mut driven = driven;
    driven.configure(config);
    Ok(driven)
}

fn descent(_: &Config) -> Sgd {
    SgdConfig::new().build()
}

fn momentum(config: &Config) -> Sgd {
    let mut own = MomentumConfig::new();
    own.momentum = *config.get("momentum").unwrap_or(&own.momentum);
    SgdConfig::new().with_momentum(Some(own)).build()
}

fn adagrad(config: &Config) -> AdaGrad {
    let own = AdaGradConfig::new();
    match config.get("eps") {
        Some(eps) => own.with_epsilon(*eps as f32),
        None => own,
    }
    .build()
}

fn adam(config: &Config) -> Adam {
    let mut own = AdamConfig::new();
    for (name, value) in config {
        let value = *value as f32;
        own = match name.as_str() {
            "beta1" => own.with_beta_1(value),
            "beta2" => own.with_beta_2(value),
            "eps" => own.with_epsilon(value),
            _ => own,
        };
    }
    own.build()
}

/// One of burn's optimizers, which have no state of their own: it is handed to them with each tensor.
struct Driven<O: burn_optim::Optimizer> {
    made: fn(&Config) -> O,
    slots: &'static [(&'static str, &'static str)],
    dtype: DType,
    config: Config,
    params: Tensors,
    tensors: Vec<Tensor<1>>,
    states: Vec<Option<O::State<1>>>,
}

impl<O: burn_optim::Optimizer> Driven<O> {
    fn new(
        made: fn(&Config) -> O,
        slots: &'static [(&'static str, &'static str)],
        dtype: DType,
        params: Tensors,
    ) -> Driven<O> {
        Driven {
            made,
            slots,
            dtype,
            config: Config::new(),
            tensors: params.values().map(|data| tensor(data, dtype)).collect(),
            states: vec![None; params.len()],
            params,
        }
    }
}

impl<O: burn_optim::Optimizer> optspec::Optimizer for Driven<O> {
    fn params(&self) -> &Tensors {
        &self.params
    }

    fn configure(&mut self, config: &Config) {
        self.config.extend(config.clone());
    }

    fn step(&mut self, grads: &Tensors) {
        let optimizer = (self.made)(&self.config);
        let lr = self.config["lr"];
        let all = self
            .params
            .iter_mut()
            .zip(&mut self.tensors)
            .zip(&mut self.states);
        for (((name, data), theta), state) in all {
            let gradient = tensor(&grads[name], self.dtype);
            (*theta, *state) = optimizer.step(lr, theta.clone(), gradient, state.take());
            *data = theta.to_data().iter::<f64>().collect();
        }
    }

    fn state(&self) -> State {
        if self.slots.is_empty() {
            return State::new();
        }
        let named = self.params.keys().zip(&self.states);
        named
            .map(|(name, state)| {
                let mut sink = StateSink::default();
                state.as_ref().unwrap().state_flatten("", &mut sink);
                let of = |own: &str| {
                    sink.tensors
                        .iter()
                        .find(|(name, _)| name == own)
                        .unwrap()
                        .1
                        .iter()
                        .collect()
                };
                (
                    name.clone(),
                    self.slots
                        .iter()
                        .map(|(slot, own)| (slot.to_string(), of(own)))
                        .collect(),
                )
            })
            .collect()
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

fn tensor(data: &[f64], dtype: DType) -> Tensor<1> {
    Tensor::from_data(
        TensorData::new(data.to_vec(), [data.len()]),
        (&Device::flex(), dtype),
    )
}
