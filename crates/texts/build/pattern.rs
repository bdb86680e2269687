//! A message of Fluent as text with marks, which is quick to fill and small to carry.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};

use crate::marks::{END, FIRST_ARG, KEY, SELECT, VALUE, VARIANT};

/// A message, marked.
pub struct Marked {
    /// Its text with marks.
    pub text: String,
    /// The names of its values, in the order of their letters.
    pub args: Vec<String>,
    /// Those that stand in it.
    pub used: BTreeSet<String>,
}

impl Marked {
    /// Reads a message. The letters of `args` are taken as they are; another value gets a new one.
    pub fn read(pattern: &Pattern<&str>, args: Vec<String>) -> Result<Self, String> {
        let mut marked = Self { text: String::new(), args, used: BTreeSet::new() };
        marked.put(pattern)?;
        Ok(marked)
    }

    fn put(&mut self, pattern: &Pattern<&str>) -> Result<(), String> {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    self.put_inline(inline)?
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    let InlineExpression::VariableReference { id } = selector else {
                        return Err("selects by something else than a value".into());
                    };
                    let letter = self.letter(id.name);
                    self.text.extend([SELECT, letter]);
                    // The default comes last, without a key.
                    let (default, keyed): (Vec<_>, Vec<_>) = variants.iter().partition(|it| it.default);
                    for variant in keyed {
                        self.put_variant(key(variant), variant)?;
                    }
                    for variant in default {
                        self.put_variant("", variant)?;
                    }
                    self.text.push(END);
                }
            }
        }
        Ok(())
    }

    fn put_variant(&mut self, key: &str, variant: &Variant<&str>) -> Result<(), String> {
        self.text.push(VARIANT);
        self.text.push_str(key);
        self.text.push(KEY);
        self.put(&variant.value)
    }

    fn put_inline(&mut self, inline: &InlineExpression<&str>) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => self.text.push_str(value),
            InlineExpression::VariableReference { id } => {
                let letter = self.letter(id.name);
                self.text.extend([VALUE, letter]);
            }
            _ => {
                return Err(
                    "has something in braces that is neither a value, a selection nor a quoted text".into()
                );
            }
        }
        Ok(())
    }

    fn letter(&mut self, name: &str) -> char {
        self.used.insert(name.to_string());
        let index = self.args.iter().position(|arg| arg == name).unwrap_or_else(|| {
            self.args.push(name.to_string());
            self.args.len() - 1
        });
        char::from(FIRST_ARG + index as u8)
    }
}

fn key<'a>(variant: &'a Variant<&str>) -> &'a str {
    match &variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
