"""What is said of a file that cannot be taken."""

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals

refusals(
    {
        "imports.mapping_unnamed": gettext_noop("The mapping has no name or no source, or one longer than {limit} characters. Name both."),
        "imports.mapping_incomplete": gettext_noop(
            "The mapping {name} cannot be used. Name a column for the words, each column once, and times and a zone that exist."
        ),
        "imports.bad_moment": gettext_noop("The column {column} says “{text}”, which is no date. Write it like 2019-03-01 08:30:00."),
        "imports.bad_count": gettext_noop("The column {column} says “{text}”, which is no number. Write digits alone, or nothing."),
        "imports.answered_before": gettext_noop("It was answered or closed before it came in. Correct one of the two dates."),
        "imports.answered_in_the_future": gettext_noop("It was answered or closed at a moment still to come. Correct the date."),
        "imports.target_before": gettext_noop("It was to be closed before it came in. Correct one of the two dates."),
        "imports.no_number_column": gettext_noop(
            "The mapping {name} tells rows by their number but names no column for it. Name the column of their number."
        ),
        "imports.states_unsaid": gettext_noop(
            "The mapping {name} names a column for the state without saying what its words mean, or the other way round. Say both."
        ),
        "imports.tables_too_long": gettext_noop(
            "The tables of the mapping {name} have an empty word, more than {limit} words, or one longer than {length} characters. "
            "Shorten them."
        ),
        "imports.class_unknown": gettext_noop(
            "The mapping {name} names the classes {codes}, which the catalogue does not have. "
            "Take the catalogue over first, or change the table."
        ),
        "imports.state_unknown": gettext_noop(
            "The column {column} says “{text}”, which the mapping does not know. Add the word to the mapping, or correct the row."
        ),
        "imports.no_centre": gettext_noop(
            "The subdistrict has no operations centre that works now, and somebody must take the messages in. Add the unit first."
        ),
    }
)
