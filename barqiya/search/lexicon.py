"""Lists of words that the analysis treats apart. Owns the lists; knows no channels."""

from barqiya.domain.folding import fold, fold_hamza

_ARABIC = """
في من إلى على عن مع منذ حتى خلال بين عند لدى نحو حول دون بدون ضد عبر تحت فوق أمام وراء بعد قبل
أثناء ضمن هو هي هم هن هما أنا نحن أنت أنتم أنتن أنتما إياه إياها هذا هذه هذان هاتان هؤلاء ذلك
تلك أولئك ذاك ذا هنا هناك هنالك الذي التي الذين اللذان اللتان اللواتي اللاتي اللائي ما ماذا
لماذا كيف متى أين أي أية كم هل كان كانت كانوا كنا كنت يكون تكون يكونوا ليس ليست ليسوا لست أصبح
أصبحت ظل مازال لازال قد لقد سوف لن لم لا لما إن أن إنه إنها أنه أنها إنهم أنهم إنما أنما كأن
كأنه لكن لكنه لكنها لعل ليت أو أم ثم بل إذا إذ لو لولا كما كي لكي حيث حين عندما بينما كلما مهما
طالما حينما حيثما ريثما كل بعض غير سوى أيضا فقط جدا أكثر أقل مثل كذلك لذلك هكذا إلا أما نعم كلا
له لها لهم لنا لي لك لكم به بها بهم بنا بي بك بكم فيه فيها فيهم فينا منه منها منهم منا مني منك
عليه عليها عليهم علينا علي عليك إليه إليها إليهم إلينا إلي إليك عنه عنها عنهم عنا عني لديه لديها
لديهم لدينا معه معها معهم معنا بينهم بينها بعضهم بعضها كلهم كلها يا أيها أيتها ال مما فيما عما
ممن عمن بما لأن لأنه لأنها لأنهم بأن بأنه بأنها فإن فإنه فإنها فهو فهي فلا فما فلم فقد كأنها
وإذا بحيث كونه ولعل تم يتم
"""

_ENGLISH = """
a an the and or but nor if then than so as at by for from in into of off on onto out over to
under up upon with within without about above after again against all also am any are be been
before being below between both can could did do does doing don down during each few further had
has have having he her here hers him his how i is it its just me more most my no not now only
other our ours own s same she should some such t that their theirs them themselves there these
they this those through too until very was we were what when where which while who whom why will
would you your yours
"""

# Frequent words whose first letters look like clitics and are not.
_WHOLE = """
الله اله والد والده والدي والدته والدها والدهم والدين والديه والدان والدات واحد واحده وزير وزيره
وزيران وزيرين وزيرتان وزيرتين وزيرات وزيرها وزيرهم وزيرنا
وزراء وزرا وزاره وزارات وزاري وزاريه ولايه ولايات وكاله وكالات وطني وطنيه وطنيين وثيقه وثايق
واقع واقعيه واضح واضحه وسايل وسيله وسط وسطي وفاه وفيات وفد وفود واشنطن فلسطين فلسطيني فلسطينيه
فلسطينيون فلسطينيين فرنسا فرنسي فرنسيه فرنسيين فرنسيون فريق فضاء فضا فنزويلا فيروس فيروسات فيديو
فيديوهات فيلم فلسفه فلسفي فلسفيه فايده فوايد فايز فايزه فندق فنادق فنان فنانه فنانين فستان
برلمان برلماني برلمانيه بريطانيا بريطاني بريطانيه برنامج برامج بطوله بطولات بلديه بلديات بدايه
بيانات بيان بنوك بالون بالغ بالغين بحوث باحث باحثه باحثين باحثون بترول برازيل بغداد بيروت بروكسل
برشلونه بارسا كهرباء كهربا كهربايي كلمه كلمات كورونا كويت كويتي كويتيه كامل كامله كبيره كاتبه
كتابه كنيسه كوريا لبنان لبناني لبنانيه لبنانيين لبنانيون ليبيا ليبي ليبيه ليبيين لجنه لقاء لقا
لقاءات لقاات لاعب لاعبين لاعبون لندن لغات لواء لوا لياليه ليالي لحظه لحظات لوحه لوحات بلاد
بلادنا بلدان بيوت بيوتهم كتابات كتابين كبيرين كبار كتبهم لغتنا لغته فكره افكار فكرته
"""

#: Words that say nothing about what a text is about, folded.
STOP_WORDS = frozenset(fold(word) for word in (_ARABIC + _ENGLISH).split())

#: Words that no clitic is cut off from, folded and without hamzas.
WHOLE_WORDS = frozenset(fold_hamza(fold(word)) for word in _WHOLE.split())

# Where و is the first letter of the word itself and not "and" before a stop word.
_NOT_AND = frozenset({"وهم", "ولي"})


def is_stop_word(folded: str) -> bool:
    """Return whether *folded* is a stop word; «و» before a stop word makes another."""
    if folded in STOP_WORDS:
        return True
    return folded[:1] == "و" and folded[1:] in STOP_WORDS and folded not in _NOT_AND
