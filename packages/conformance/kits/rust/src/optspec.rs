//! The OptSpec port protocol, version 1. Nothing in this file needs to change for your port.

use crate::json::Json;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Numbers by parameter.
pub type Tensors = BTreeMap<String, Vec<f64>>;
/// Shapes by parameter; that of a single number is empty, and numbers are in row-major order.
pub type Shapes = BTreeMap<String, Vec<usize>>;
/// State by parameter and slot.
pub type State = BTreeMap<String, Tensors>;
/// Hyperparameters by name.
pub type Config = BTreeMap<String, f64>;

/// What the port drives: one optimizer over all parameters of a run.
pub trait Optimizer {
    /// The parameters as they stand.
    fn params(&self) -> &Tensors;
    /// The states as they stand (capability "state").
    fn state(&self) -> State;
    /// Changes hyperparameters from now on.
    fn configure(&mut self, config: &Config);
    /// Does one update.
    fn step(&mut self, grads: &Tensors);
    /// Goes on from t updates done (capability "restore").
    fn restore(&mut self, t: u32, state: &State);
    /// Your library's own serialization (capability "resume").
    fn save(&self) -> String;
    fn load(&mut self, saved: &str) -> Result<(), String>;
}

/// Why there is no result.
pub enum Failure {
    /// Your library does not have this: the case is skipped, not failed.
    Skip(String),
    Error(String),
}

impl From<String> for Failure {
    fn from(reason: String) -> Failure {
        Failure::Error(reason)
    }
}

/// Makes a fresh optimizer from a rule, a type ("f32" or "f64"), hyperparameters, parameters and their shapes.
pub type Create = fn(&str, &str, &Config, Tensors, &Shapes) -> Result<Box<dyn Optimizer>, Failure>;

/// What is verified, what it claims, and how its optimizers are made.
pub struct Port {
    pub name: &'static str,
    pub version: &'static str,
    /// Rule, profile and types.
    pub claims: &'static [(&'static str, &'static str, &'static [&'static str])],
    pub capabilities: &'static [&'static str],
    pub create: Create,
}

impl Port {
    /// Answers the suite on standard input and output until it stops. Log to standard error only: eprintln!.
    pub fn serve(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in io::stdin().lock().lines() {
            let request = Json::parse(&line?).map_err(io::Error::other)?;
            if request.get("cmd").as_text() == "stop" {
                break;
            }
            // A panic of the library fails one case; its message is on standard error.
            let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&request)))
                .unwrap_or_else(|_| Err(Failure::Error("panicked".to_string())));
            let mut reply = answer.unwrap_or_else(|failure| match failure {
                Failure::Skip(reason) => Json::object([("skipped", Json::text(reason))]),
                Failure::Error(reason) => Json::object([("error", Json::text(reason))]),
            });
            if let Json::Object(fields) = &mut reply {
                fields.insert("id".to_string(), request.get("id").clone());
            }
            writeln!(out, "{reply}")?;
            out.flush()?;
        }
        Ok(())
    }

    fn answer(&self, request: &Json) -> Result<Json, Failure> {
        match request.get("cmd").as_text() {
            "start"
                if request
                    .get("protocol")
                    .items()
                    .iter()
                    .all(|version| version.as_number() != Some(1.0)) =>
            {
                Err(Failure::Error(format!(
                    "expected protocol 1, got {}",
                    request.get("protocol")
                )))
            }
            "start" => Ok(self.introduction()),
            "echo" => Ok(Json::object([(
                "values",
                list(&numbers(request.get("values"))?),
            )])),
            "run" => self.run(request),
            other => Err(Failure::Error(format!(
                "expected start, echo, run or stop, got {other}"
            ))),
        }
    }

    fn introduction(&self) -> Json {
        let texts =
            |names: &[&str]| Json::List(names.iter().map(|name| Json::text(*name)).collect());
        let claims = self.claims.iter().map(|(rule, profile, dtypes)| {
            Json::object([
                ("rule", Json::text(*rule)),
                ("profile", Json::text(*profile)),
                ("dtypes", texts(dtypes)),
            ])
        });
        let port = [
            ("name", self.name),
            ("version", self.version),
            ("language", "rust"),
        ];
        Json::object([
            ("protocol", Json::Number(1.0)),
            (
                "port",
                Json::object(port.map(|(name, text)| (name, Json::text(text)))),
            ),
            ("claims", Json::List(claims.collect())),
            ("capabilities", texts(self.capabilities)),
        ])
    }

    fn run(&self, request: &Json) -> Result<Json, Failure> {
        let (rule, dtype) = (
            request.get("rule").as_text(),
            request.get("dtype").as_text(),
        );
        let (mut params, mut shapes) = (Tensors::new(), Shapes::new());
        for (name, param) in request.get("params").fields() {
            params.insert(name.clone(), numbers(param.get("data"))?);
            let shape = numbers(param.get("shape"))?;
            shapes.insert(name.clone(), shape.iter().map(|&x| x as usize).collect());
        }
        let first = config(request.get("config"))?;
        let mut optimizer = (self.create)(rule, dtype, &first, params, &shapes)?;
        let from = request.get("from");
        if let Some(t) = from.get("t").as_number() {
            let mut state = State::new();
            for (name, slots) in from.get("state").fields() {
                state.insert(name.clone(), tensors(slots)?);
            }
            optimizer.restore(t as u32, &state);
        }
        let resume_at = request.get("resumeAt").as_number();
        let mut replies = Vec::new();
        for (done, step) in request.get("steps").items().iter().enumerate() {
            if resume_at == Some(done as f64) {
                let saved = optimizer.save();
                let fresh = config(request.get("resumeConfig"))?;
                let current = optimizer.params().clone();
                optimizer = (self.create)(rule, dtype, &fresh, current, &shapes)?;
                optimizer.load(&saved)?;
            }
            optimizer.configure(&config(step.get("config"))?);
            optimizer.step(&tensors(step.get("grads"))?);
            let mut reply = vec![("params", lists(optimizer.params()))];
            if self.capabilities.contains(&"state") {
                let state = optimizer.state();
                let slots = state
                    .iter()
                    .map(|(name, slots)| (name.clone(), lists(slots)));
                reply.push(("state", Json::Object(slots.collect())));
            }
            replies.push(Json::Object(
                reply
                    .into_iter()
                    .map(|(name, value)| (name.to_string(), value))
                    .collect(),
            ));
        }
        Ok(Json::object([("steps", Json::List(replies))]))
    }
}

fn numbers(values: &Json) -> Result<Vec<f64>, Failure> {
    let read = |value: &Json| {
        value
            .as_number()
            .ok_or(Failure::Error(format!("expected a number, got {value}")))
    };
    values.items().iter().map(read).collect()
}

pub fn tensors(values: &Json) -> Result<Tensors, Failure> {
    values
        .fields()
        .map(|(name, values)| Ok((name.clone(), numbers(values)?)))
        .collect()
}

pub fn config(values: &Json) -> Result<Config, Failure> {
    let read = |(name, value): (&String, &Json)| {
        let number = value.as_number().ok_or(Failure::Error(format!(
            "{name}: expected a number, got {value}"
        )))?;
        Ok((name.clone(), number))
    };
    values.fields().map(read).collect()
}

fn list(values: &[f64]) -> Json {
    Json::List(values.iter().map(|x| Json::from_number(*x)).collect())
}

pub fn lists(tensors: &Tensors) -> Json {
    Json::Object(
        tensors
            .iter()
            .map(|(name, values)| (name.clone(), list(values)))
            .collect(),
    )
}
