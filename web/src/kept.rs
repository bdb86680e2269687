//! What the person has opened, kept in the browser from visit to visit: a store of IndexedDB with a row for each file.
//! Where the browser refuses, as in a sandboxed frame, nothing is kept and nothing else is different.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransactionMode};

use crate::opened::News;

/// The database of this page.
const DATABASE: &str = "ringside";
/// Its one store: a file's bytes by `program/NAME`, `kernel/NAME` or `source/NAME`.
const STORE: &str = "opened";
/// How the keys of damaged rows begin, which are read no more.
const ASIDE: &str = "aside/";

/// A row: its key, and its bytes if it has any.
pub type Row = (String, Option<Vec<u8>>);

/// The rows that are kept, but those that were put aside.
pub async fn rows() -> Option<Vec<Row>> {
    let store = store(IdbTransactionMode::Readonly).await?;
    // Both are asked for at once: a transaction ends when nothing more is asked of it.
    let (keys, values) = (store.get_all_keys().ok()?, store.get_all().ok()?);
    let keys = Array::from(&done(&keys).await?);
    let values = Array::from(&done(&values).await?);
    let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
    let rows = keys
        .iter()
        .zip(values.iter())
        .map(|(key, value)| (key.as_string().unwrap_or_default(), bytes(value)));
    Some(rows.filter(|(key, _)| !key.starts_with(ASIDE)).collect())
}

/// Forgets the kernel.
pub fn forget_kernel() {
    spawn_local(async {
        if let Some(store) = store(IdbTransactionMode::Readwrite).await {
            delete_kernels(&store);
        }
    });
}

/// There is one kernel at most, by whatever name.
fn delete_kernels(store: &IdbObjectStore) {
    // `0` is the letter behind `/`.
    if let Ok(range) = IdbKeyRange::bound(&"kernel/".into(), &"kernel0".into()) {
        // Where it cannot be deleted, the last one counts.
        let _ = store.delete(&range);
    }
}

/// Keeps what is new.
pub fn keep(news: &News) {
    let programs =
        news.programs.iter().map(|it| (format!("program/{}", it.name()), Uint8Array::from(it.bytes())));
    let sources =
        news.sources.iter().map(|(name, text)| (format!("source/{name}"), Uint8Array::from(text.as_bytes())));
    let kernel = news.kernel.iter().map(|it| (it.key(), Uint8Array::from(it.bytes())));
    let rows: Vec<_> = programs.chain(sources).chain(kernel).collect();
    let has_kernel = news.kernel.is_some();
    spawn_local(async move {
        let Some(store) = store(IdbTransactionMode::Readwrite).await else { return };
        if has_kernel {
            delete_kernels(&store);
        }
        for (key, value) in rows {
            // What finds no room is not kept.
            let _ = store.put_with_key(&value, &key.into());
        }
    });
}

/// Puts damaged rows aside.
pub fn put_aside(keys: Vec<String>) {
    spawn_local(async move {
        for key in keys {
            let Some(store) = store(IdbTransactionMode::Readwrite).await else { return };
            let key = JsValue::from(key);
            let value = match store.get(&key) {
                Ok(value) => done(&value).await,
                Err(_) => None,
            };
            // A row that cannot be put aside is damaged at the next visit as well.
            if let (Some(value), Some(name)) = (value, key.as_string()) {
                let _ = store.put_with_key(&value, &format!("{ASIDE}{name}").into());
                let _ = store.delete(&key);
            }
        }
    });
}

/// Forgets everything, also what was put aside.
pub fn forget() {
    spawn_local(async {
        if let Some(store) = store(IdbTransactionMode::Readwrite).await {
            // Where it cannot be cleared it was not to be had in the first place.
            let _ = store.clear();
        }
    });
}

/// The store, in a transaction of its own, which ends when nothing more is asked of it.
async fn store(mode: IdbTransactionMode) -> Option<IdbObjectStore> {
    let open = web_sys::window()?.indexed_db().ok()??.open_with_u32(DATABASE, 1).ok()?;
    let asked = open.clone();
    let make = Closure::once_into_js(move || {
        let database = asked.result().ok().and_then(|it| it.dyn_into::<IdbDatabase>().ok());
        // Without the store the first transaction fails, and nothing is kept.
        let _ = database.map(|it| it.create_object_store(STORE));
    });
    open.set_onupgradeneeded(Some(make.unchecked_ref()));
    let database: IdbDatabase = done(&open).await?.dyn_into().ok()?;
    let transaction = database.transaction_with_str_and_mode(STORE, mode);
    // It stays open for the transactions that there are.
    database.close();
    transaction.ok()?.object_store(STORE).ok()
}

/// What a request has come to; `None` if it failed.
async fn done(request: &IdbRequest) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.ok()?;
    request.result().ok()
}
