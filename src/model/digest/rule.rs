//! The encoding of rules.

use super::Encoder;
use crate::model::rule::{
    Activity, ActivityTest, AssociatedTest, AssociationPath, Branch, CalendarSpan, CalendarUnit, ChoiceTest, CtaVerb,
    DayPart, EmailVerb, Empty, EventTest, EventType, Leaf, Membership, NumberTest, OptStatus, PageMatch, Past,
    PropertyTest, Refine, Side, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use crate::model::{Property, Rule};

impl Encoder<'_> {
    pub(super) fn rule(&mut self, rule: &Rule) {
        self.word("any of");
        self.many(&rule.branches, |out, Branch { leaves }| {
            out.word("all of");
            out.many(leaves, Self::leaf);
        });
    }

    pub(super) fn leaf(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::Property(test) => self.property_test(test),
            Leaf::Member(membership) => self.membership(membership),
            Leaf::Activity(test) => self.activity_test(test),
            Leaf::Event(test) => self.event_test(test),
            Leaf::Any { association, tests } => {
                self.word("associated");
                self.association(association);
                self.many(tests, |out, test| match test {
                    AssociatedTest::Property(test) => out.property_test(test),
                    AssociatedTest::Member(membership) => out.membership(membership),
                });
            }
        }
    }

    pub(super) fn property_test(&mut self, test: &PropertyTest) {
        self.word("property");
        self.property(&test.property);
        self.test(&test.test);
        self.word(match test.empty {
            Empty::Fails => "empty fails",
            Empty::Passes => "empty passes",
        });
    }

    pub(super) fn membership(&mut self, Membership { list, sign }: &Membership) {
        self.word("member");
        self.sign(*sign);
        self.list(list);
    }

    pub(super) fn property(&mut self, property: &Property) {
        self.object(property.object);
        self.word(&property.name);
    }

    pub(super) fn association(&mut self, path: &AssociationPath) {
        self.object(path.from);
        self.object(path.to);
        self.maybe(path.label.as_ref(), |out, label| out.word(label));
    }

    pub(super) fn sign(&mut self, sign: Sign) {
        self.word(match sign {
            Sign::Holds => "is",
            Sign::Not => "is not",
        });
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Known => self.word("known"),
            Test::Unknown => self.word("unknown"),
            Test::Bool(sign, value) => {
                self.word("bool");
                self.sign(*sign);
                self.bool(*value);
            }
            Test::Number(comparison, number) => {
                self.word("number");
                self.comparison(*comparison);
                self.word(&number.text());
            }
            Test::Text(comparison, text) => {
                self.word("text");
                self.word(match comparison {
                    TextTest::Equal => "equal",
                    TextTest::NotEqual => "not equal",
                    TextTest::Contains => "contains",
                    TextTest::DoesNotContain => "does not contain",
                    TextTest::StartsWith => "starts with",
                    TextTest::EndsWith => "ends with",
                });
                self.word(text);
            }
            Test::Texts(comparison, texts) => {
                self.word("texts");
                self.word(match comparison {
                    TextsTest::EqualAny => "equal any",
                    TextsTest::EqualNone => "equal none",
                    TextsTest::ContainsAny => "contains any",
                    TextsTest::ContainsNone => "contains none",
                });
                self.many(texts, |out, text| out.word(text));
            }
            Test::Choice(comparison, values) => {
                self.word("choice");
                self.word(match comparison {
                    ChoiceTest::AnyOf => "any of",
                    ChoiceTest::NoneOf => "none of",
                    ChoiceTest::AllOf => "all of",
                    ChoiceTest::NotAllOf => "not all of",
                    ChoiceTest::Exactly => "exactly",
                    ChoiceTest::NotExactly => "not exactly",
                });
                self.many(values, Self::choice);
            }
            Test::Past(sign, past) => {
                self.word("past");
                self.sign(*sign);
                match past {
                    Past::Bool(value) => {
                        self.word("bool");
                        self.bool(*value);
                    }
                    Past::Number(number) => {
                        self.word("number");
                        self.word(&number.text());
                    }
                    Past::Text(text) => {
                        self.word("text");
                        self.word(text);
                    }
                    Past::Choice(values) => {
                        self.word("choice");
                        self.many(values, Self::choice);
                    }
                }
            }
            Test::Time(Stamp::Value, time) => self.time(time),
            Test::Time(Stamp::Changed, time) => {
                self.word("changed");
                self.time(time);
            }
            Test::SameText(other) => {
                self.word("same text");
                self.property(other);
            }
        }
    }

    fn time(&mut self, test: &TimeTest) {
        match test {
            TimeTest::Before(date) => {
                self.word("before");
                self.word(&date.to_string());
            }
            TimeTest::After(date) => {
                self.word("after");
                self.word(&date.to_string());
            }
            TimeTest::Within(sign, first, last) if first == last => {
                self.word("on");
                self.sign(*sign);
                self.word(&first.to_string());
            }
            TimeTest::Within(sign, first, last) => {
                self.word("from to");
                self.sign(*sign);
                self.word(&first.to_string());
                self.word(&last.to_string());
            }
            TimeTest::LastDays(sign, days) => {
                self.word("in last days");
                self.sign(*sign);
                self.number(*days);
            }
            TimeTest::NextDays(sign, days) => {
                self.word("in next days");
                self.sign(*sign);
                self.number(*days);
            }
            TimeTest::BeforeToday(days) => {
                self.word("more than days ago");
                self.number(*days);
            }
            TimeTest::AfterToday(0, DayPart::Begin) => self.word("after today"),
            TimeTest::AfterToday(days, part) => {
                self.word("more than days from now");
                self.number(*days);
                self.word(match part {
                    DayPart::Begin => "begin",
                    DayPart::End => "end",
                });
            }
            TimeTest::Calendar(span, unit) => {
                self.word("calendar");
                self.word(match span {
                    CalendarSpan::This => "this",
                    CalendarSpan::Last => "last",
                    CalendarSpan::Next => "next",
                });
                self.word(match unit {
                    CalendarUnit::Day => "day",
                    CalendarUnit::Week => "week",
                    CalendarUnit::Month => "month",
                    CalendarUnit::Quarter => "quarter",
                    CalendarUnit::Year => "year",
                });
            }
            TimeTest::Against(side, other) => {
                self.word(match side {
                    Side::Before => "before property",
                    Side::After => "after property",
                });
                self.property(other);
            }
        }
    }

    fn activity_test(&mut self, ActivityTest { activity, sign, refine }: &ActivityTest) {
        self.word("activity");
        self.sign(*sign);
        match activity {
            Activity::Form(form) => {
                self.word("form");
                self.maybe(form.as_ref(), Self::portal);
            }
            Activity::Page(how, address) => {
                self.word(match how {
                    PageMatch::Equal => "page",
                    PageMatch::Contains => "page containing",
                    PageMatch::Regex => "page matching",
                });
                self.word(address);
            }
            Activity::Cta(verb, name) => {
                self.word(match verb {
                    CtaVerb::Viewed => "cta viewed",
                    CtaVerb::Clicked => "cta clicked",
                });
                self.portal(name);
            }
            Activity::Email(verb, name) => {
                self.word(match verb {
                    EmailVerb::Sent => "email sent",
                    EmailVerb::SentNotReceived => "email sent not received",
                    EmailVerb::SentNotClicked => "email sent not clicked",
                    EmailVerb::Received => "email received",
                    EmailVerb::ReceivedNotOpened => "email received not opened",
                    EmailVerb::Opened => "email opened",
                    EmailVerb::OpenedNotClicked => "email opened not clicked",
                    EmailVerb::OpenedNotReplied => "email opened not replied",
                    EmailVerb::Clicked => "email clicked",
                    EmailVerb::Replied => "email replied",
                    EmailVerb::Bounced => "email bounced",
                    EmailVerb::Unsubscribed => "email unsubscribed",
                });
                self.portal(name);
            }
            Activity::Subscription(status, name) => {
                self.word(match status {
                    OptStatus::In => "opted in",
                    OptStatus::Out => "opted out",
                    OptStatus::Neither => "opted neither",
                });
                self.portal(name);
            }
        }
        self.refine(refine);
    }

    fn event_test(&mut self, EventTest { event, tests, sign, refine }: &EventTest) {
        self.word("did");
        self.sign(*sign);
        self.event_type(event);
        self.many(tests, Self::property_test);
        self.refine(refine);
    }

    pub(super) fn event_type(&mut self, event: &EventType) {
        match event {
            EventType::Standard { id, .. } => self.word(id),
            EventType::Custom(name) => self.portal(name),
        }
    }

    fn refine(&mut self, refine: &Refine) {
        match refine {
            Refine::Ever => self.word("ever"),
            Refine::AtLeast(count) => {
                self.word("at least");
                self.number(*count);
            }
            Refine::AtMost(count) => {
                self.word("at most");
                self.number(*count);
            }
            Refine::During(time) => {
                self.word("during");
                self.time(time);
            }
        }
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.word(if value { "true" } else { "false" });
    }

    pub(super) fn comparison(&mut self, comparison: NumberTest) {
        self.word(match comparison {
            NumberTest::Equal => "=",
            NumberTest::NotEqual => "!=",
            NumberTest::Less => "<",
            NumberTest::LessOrEqual => "<=",
            NumberTest::Greater => ">",
            NumberTest::GreaterOrEqual => ">=",
        });
    }
}
