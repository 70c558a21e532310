//! The parser that pest makes of `grammar/hubwright.pest`, and how its rules are called in messages.

use super::super::mistake::Want;

/// The parser; pest's types stay in this folder.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/hubwright.pest"]
pub(super) struct Grammar;

/// Names a rule in an "expected …".
pub(super) fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::word_part
        | Rule::reserved
        | Rule::digits
        | Rule::in_parens
        | Rule::call
        | Rule::field_value
        | Rule::piece
        | Rule::argument_value
        | Rule::step_word
        | Rule::test_word
        | Rule::action => "something else",
        Rule::ident | Rule::target => "a name",
        Rule::step_name
        | Rule::step
        | Rule::step_label
        | Rule::if_step
        | Rule::match_step
        | Rule::wait
        | Rule::set
        | Rule::clear
        | Rule::copy
        | Rule::send
        | Rule::create_task
        | Rule::rotate
        | Rule::add_to
        | Rule::remove_from
        | Rule::enroll_in
        | Rule::opaque
        | Rule::split
        | Rule::wait_for
        | Rule::wait_until
        | Rule::append
        | Rule::increase
        | Rule::decrease
        | Rule::notify
        | Rule::create_note
        | Rule::create_record
        | Rule::call_webhook
        | Rule::run_code
        | Rule::go_to
        | Rule::end => "a step",
        Rule::string | Rule::text => "a string",
        Rule::date => "a date such as `2026-11-23`",
        Rule::time | Rule::until_time => "a time such as `09:00`",
        Rule::number => "a number",
        Rule::integer => "a whole number",
        Rule::action_version => "a version such as `v7`",
        Rule::unit => "`minutes`, `hours`, `days` or `weeks`",
        Rule::brace_open | Rule::notify_body | Rule::fields | Rule::use_body | Rule::body | Rule::block => "`{`",
        Rule::brace_close => "`}`",
        Rule::paren_open => "`(`",
        Rule::paren_close => "`)`",
        Rule::bracket_open | Rule::list => "`[`",
        Rule::bracket_close => "`]`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::dot => "`.`",
        Rule::arrow => "`=>`",
        Rule::equals => "`=`",
        Rule::less_or_equal => "`<=`",
        Rule::greater_or_equal => "`>=`",
        Rule::less => "`<`",
        Rule::greater => "`>`",
        Rule::plus => "`+`",
        Rule::minus => "`-`",
        Rule::percent => "`%`",
        Rule::kw_action => "`action`",
        Rule::kw_add => "`add`",
        Rule::kw_after | Rule::after => "`after`",
        Rule::kw_ago => "`ago`",
        Rule::kw_all => "`all`",
        Rule::kw_among => "`among`",
        Rule::kw_and => "`and`",
        Rule::kw_any => "`any`",
        Rule::kw_as | Rule::label => "`as`",
        Rule::kw_at | Rule::at_time => "`at`",
        Rule::count => "`at least` or `at most`",
        Rule::kw_bounced | Rule::bounced => "`bounced on`",
        Rule::kw_but | Rule::but_not => "`but not`",
        Rule::kw_clicked | Rule::clicked => "`clicked`",
        Rule::kw_did | Rule::did_activity => "`did`",
        Rule::kw_form => "`form`",
        Rule::kw_least | Rule::at_least => "`least`",
        Rule::kw_most | Rule::at_most => "`most`",
        Rule::kw_opened | Rule::opened => "`opened`",
        Rule::kw_opted | Rule::opted => "`opted`",
        Rule::kw_out | Rule::opted_out => "`out of`",
        Rule::opted_in => "`in to`",
        Rule::kw_page | Rule::page => "`page`",
        Rule::kw_received | Rule::received => "`received`",
        Rule::kw_replied | Rule::replied => "`replied to`",
        Rule::kw_sent => "`sent`",
        Rule::kw_submitted | Rule::submitted => "`submitted`",
        Rule::kw_times => "`times`",
        Rule::kw_unsubscribed | Rule::unsubscribed => "`unsubscribed from`",
        Rule::kw_viewed | Rule::viewed => "`viewed`",
        Rule::any_form => "`any form`",
        Rule::page_match => "`containing` or `matching`",
        Rule::follow_up => "`clicked`, `replied`, `opened` or `received`",
        Rule::event_of => "an event",
        Rule::kw_assign => "`assign`",
        Rule::kw_before | Rule::before => "`before`",
        Rule::kw_between | Rule::between_test => "`between`",
        Rule::kw_body | Rule::body_line => "`body`",
        Rule::kw_changed | Rule::changed_test | Rule::not_changed => "`changed`",
        Rule::kw_changes => "`changes`",
        Rule::kw_clear => "`clear`",
        Rule::kw_contain => "`contain`",
        Rule::kw_contains => "`contains`",
        Rule::kw_copy => "`copy`",
        Rule::kw_create => "`create`",
        Rule::kw_disabled => "`disabled`",
        Rule::kw_does => "`does`",
        Rule::kw_due => "`due`",
        Rule::kw_else | Rule::else_block | Rule::match_else => "`else`",
        Rule::kw_enabled | Rule::switch_line => "`enabled`",
        Rule::kw_end => "`end`",
        Rule::kw_ends => "`ends`",
        Rule::kw_enroll | Rule::enroll_line => "`enroll`",
        Rule::kw_ever => "`ever`",
        Rule::kw_exactly | Rule::is_exactly => "`exactly`",
        Rule::kw_false => "`false`",
        Rule::kw_formerly | Rule::formerly_line => "`formerly`",
        Rule::kw_from | Rule::from_to | Rule::from_now => "`from`",
        Rule::kw_has => "`has`",
        Rule::kw_if => "`if`",
        Rule::kw_in | Rule::not_in | Rule::sign_place => "`in`",
        Rule::kw_is => "`is`",
        Rule::kw_known => "`known`",
        Rule::kw_last | Rule::in_last | Rule::last_day => "`last`",
        Rule::kw_list => "`list`",
        Rule::kw_manually => "`manually`",
        Rule::kw_match => "`match`",
        Rule::kw_member => "`member`",
        Rule::kw_more => "`more`",
        Rule::kw_never => "`never`",
        Rule::kw_next | Rule::in_next => "`next`",
        Rule::kw_none => "`none`",
        Rule::kw_not | Rule::is_not | Rule::not_active_line => "`not`",
        Rule::kw_now | Rule::moment => "`now`",
        Rule::kw_of => "`of`",
        Rule::kw_on | Rule::on | Rule::enroll_on => "`on`",
        Rule::kw_or => "`or`",
        Rule::kw_overwrite => "`overwrite`",
        Rule::kw_owner | Rule::owner_line => "`owner`",
        Rule::kw_previous => "`previous`",
        Rule::kw_priority | Rule::priority_line => "`priority`",
        Rule::kw_re_enroll | Rule::re_enroll_line => "`re-enroll`",
        Rule::kw_remove => "`remove`",
        Rule::kw_returns | Rule::returns => "`returns`",
        Rule::kw_rotate => "`rotate`",
        Rule::kw_same | Rule::is_same => "`same`",
        Rule::kw_segment | Rule::segment => "`segment`",
        Rule::kw_send => "`send`",
        Rule::kw_set => "`set`",
        Rule::kw_stage => "`stage`",
        Rule::kw_starts => "`starts`",
        Rule::kw_static => "`static`",
        Rule::kw_suppress | Rule::suppress_line => "`suppress`",
        Rule::kw_task => "`task`",
        Rule::kw_template | Rule::template => "`template`",
        Rule::kw_than => "`than`",
        Rule::kw_this => "`this`",
        Rule::kw_title | Rule::title_line => "`title`",
        Rule::kw_to => "`to`",
        Rule::kw_today => "`today`",
        Rule::kw_true => "`true`",
        Rule::kw_type | Rule::type_line => "`type`",
        Rule::kw_unknown => "`unknown`",
        Rule::kw_version | Rule::version_line => "`version`",
        Rule::kw_wait => "`wait`",
        Rule::kw_was | Rule::was_test | Rule::was_sent => "`was`",
        Rule::kw_when | Rule::enroll_when => "`when`",
        Rule::kw_where | Rule::event_rule => "`where`",
        Rule::kw_with => "`with`",
        Rule::kw_workflow | Rule::workflow => "`workflow`",
        Rule::kw_active | Rule::active_line => "`active`",
        Rule::kw_append => "`append`",
        Rule::kw_by | Rule::by_channel => "`by`",
        Rule::kw_call => "`call`",
        Rule::kw_code => "`code`",
        Rule::kw_daily | Rule::daily => "`daily`",
        Rule::kw_day => "`day`",
        Rule::kw_decrease => "`decrease`",
        Rule::kw_every | Rule::every_year => "`every`",
        Rule::kw_first | Rule::first_monday => "`first`",
        Rule::kw_for => "`for`",
        Rule::kw_go => "`go`",
        Rule::kw_goal | Rule::goal_line => "`goal`",
        Rule::kw_increase => "`increase`",
        Rule::kw_input | Rule::code_input => "`input`",
        Rule::kw_longer => "`longer`",
        Rule::kw_matching => "`matching`",
        Rule::kw_monday => "`monday`",
        Rule::kw_monthly | Rule::monthly => "`monthly`",
        Rule::kw_no => "`no`",
        Rule::kw_note => "`note`",
        Rule::kw_notify => "`notify`",
        Rule::kw_only | Rule::only_if_line => "`only`",
        Rule::kw_output | Rule::code_output => "`output`",
        Rule::kw_run => "`run`",
        Rule::kw_schedule | Rule::schedule_line => "`schedule`",
        Rule::kw_sign | Rule::sign => "`sign`",
        Rule::kw_split => "`split`",
        Rule::kw_unenroll | Rule::unenroll_line => "`unenroll`",
        Rule::kw_until => "`until`",
        Rule::kw_up | Rule::up_to => "`up`",
        Rule::kw_uses | Rule::code_uses => "`uses`",
        Rule::kw_webhook => "`webhook`",
        Rule::kw_weekdays => "`weekdays`",
        Rule::kw_weekly | Rule::weekly => "`weekly`",
        Rule::kw_year => "`year`",
        Rule::kw_yearly | Rule::yearly => "`yearly`",
        Rule::value | Rule::change | Rule::match_arm => "a value",
        Rule::path => "a feature",
        Rule::values => "values in parentheses",
        Rule::thing | Rule::reference | Rule::pipeline_kind | Rule::reference_kind => "a thing of the portal",
        Rule::lasting | Rule::duration => "a duration such as `3 days`",
        Rule::field => "a field `key = value`",
        Rule::moment_shift => "`+` or `-` and a duration",
        Rule::by_feature => "a date feature",
        Rule::distance | Rule::until_day => "a span such as `3 days before`",
        Rule::day_of_year | Rule::month => "a day of the year such as `dec 25`",
        Rule::weekday | Rule::until_weekday => "a day such as `monday`",
        Rule::active_days => "days such as `weekdays`",
        Rule::split_arm => "a share such as `10%`",
        Rule::channel => "`app` or `email`",
        Rule::place => "`header` or `query`",
        Rule::code_line => "a line such as `input`",
        Rule::expr
        | Rule::all_of
        | Rule::unary
        | Rule::group
        | Rule::any
        | Rule::member
        | Rule::activity
        | Rule::compare
        | Rule::arm => "a condition",
        Rule::or_unknown => "`or unknown`",
        Rule::test
        | Rule::is_test
        | Rule::not_test
        | Rule::in_test
        | Rule::contains_test
        | Rule::does_not_contain
        | Rule::starts_with
        | Rule::ends_with
        | Rule::has_test => "a test such as `is` or `in`",
        Rule::order_test | Rule::order => "a comparison",
        Rule::when | Rule::changed_against => "a test of a date such as `before` or `in last`",
        Rule::in_window => "a window such as `in last 3 days`",
        Rule::in_calendar => "a window such as `this month`",
        Rule::calendar_unit => "`week`, `month`, `quarter` or `year`",
        Rule::day => "a day such as `2026-11-23` or `today`",
        Rule::shift => "`+ 3 days` or `- 3 days`",
        Rule::one_of_set => "`any of`",
        Rule::all_of_set => "`all of`",
        Rule::none_of_set => "`none of`",
        Rule::more_than => "`more than`",
        Rule::static_list => "`static list`",
        Rule::header_line => "a line such as `version` or `owner`",
        Rule::parameter => "a parameter `name: type`",
        Rule::parameter_kind => "a type such as `feature` or `number`",
        Rule::template_use => "the name of a template",
        Rule::argument => "an argument `name: value`",
        Rule::line => "a line such as `enroll`",
        Rule::event => "an event such as `f changes`",
        Rule::else_if => "`else if`",
        Rule::task_line => "a line such as `due in` or `body`",
        Rule::due_line => "`due in`",
        Rule::assign_line => "`assign to`",
        Rule::EOI => "the end of the declaration",
    }
}

/// Tells what kind of thing a rule wants, where that makes a better message.
#[expect(clippy::wildcard_enum_match_arm, reason = "most rules want their own word")]
pub(super) fn want(rule: Rule) -> Option<Want> {
    match rule {
        Rule::ident
        | Rule::path
        | Rule::target
        | Rule::parameter
        | Rule::argument
        | Rule::template_use
        | Rule::event => Some(Want::Name),
        Rule::value | Rule::change | Rule::match_arm => Some(Want::Value),
        Rule::expr | Rule::all_of | Rule::unary | Rule::arm => Some(Want::Condition),
        Rule::test | Rule::when => Some(Want::Test),
        Rule::date | Rule::day => Some(Want::Day),
        Rule::unit => Some(Want::Unit),
        Rule::parameter_kind => Some(Want::Type),
        Rule::step | Rule::step_label | Rule::step_name => Some(Want::Step),
        Rule::line | Rule::enroll_line => Some(Want::Line),
        Rule::header_line => Some(Want::Header),
        Rule::task_line => Some(Want::TaskLine),
        Rule::code_line => Some(Want::CodeLine),
        Rule::weekday => Some(Want::Weekday),
        Rule::kw_where => Some(Want::Where),
        Rule::kw_on => Some(Want::On),
        Rule::block | Rule::brace_open => Some(Want::Block),
        _ => None,
    }
}
