"""Given names common in Arabic and English, as ``fold`` leaves them. Owns the list, no judgement.

A short line that begins with one of them is a person's name; of any other it takes more to know.
"""

_NAMES = """
    احمد محمد محمود مصطفي علي حسن حسين عمر عثمان خالد طارق ياسر سامي سامح سمير كمال جمال
    عادل عماد ايمن اشرف شريف هشام وليد وائل تامر حازم حاتم هاني هاله هبه هدي هند مني مها ندي
    نادر ناديه نور نوال نهي نبيل نجيب ماجد ماجده مجدي ممدوح منصور منير مروان مروه مريم مينا
    مارك ماهر مازن مالك معتز معاذ مؤمن مومن ابراهيم اسماعيل اسحاق اسحق ادريس ادم اسامه اسلام
    اكرم امجد امل امال امير اميره امينه امين انس انور ايهاب ايمان ايناس باسم بسام بشير بلال
    بدر بهاء بهيج بيشوي بولا توفيق ثروت جابر جرجس جعفر جلال جميل جورج جهاد جوزيف جيهان حامد
    حبيب حمدي حمزه حنان حنا حيدر خليل خديجه داليا دعاء دينا ديما راشد رامي رانيا رائد ربيع
    رجب رشا رشيد رضا رضوان رفيق رفعت رمزي رمضان رنا رياض ريم ريهام زكريا زكي زياد زين زينب
    ساره سالم سحر سعاد سعد سعيد سلمي سلوي سليم سليمان سلمان سلامه سماح سميره سناء سهير سهي
    سوزان سيد سيف شادي شاديه شاكر شحاته شريفه شعبان شهاب شوقي شيرين شيماء صابر صادق صالح
    صباح صبحي صبري صفاء صلاح ضياء طلال طلعت طه عاصم عاطف عامر عايده عباس عبير عدنان عدلي عزت
    عزه عزيز عصام عفاف علاء عمار عمرو عوض عيسي غاده غازي غسان فاتن فادي فارس فاروق فاطمه
    فايز فتحي فخري فرج فرح فريد فريده فهد فهمي فؤاد فواد فوزي فيصل فيفي قاسم كارم كامل كريم
    كريمه كرم كرستين كيرلس لبني لطفي ليلي لمياء ليث لؤي لوي محسن مدحت مراد مرقس مسعود معن
    ملاك منال موسي ميرفت مرفت ناجي ناصر ناهد نايف نجلاء نزار نسرين نصر نعمه نعيم نيفين
    نيرمين هادي هاجر هيثم هيام وجدي وجيه وحيد وديع وفاء ولاء يحيي يسري يسرا يعقوب يوسف يونس
    ياسمين ياسين يارا بطرس بولس بيتر تادرس توماس رؤوف رءوف رزق زاهر زهير سيمون شنوده عازر
    غالي فيليب لويس لوقا متي ميخائيل ميشيل نسيم نشات وسيم وليم يوحنا انطون الياس جبران طاهر
    طارف همام هاشم نضال نذير لينا لين لارا كنده غيث عبدالله عبدالرحمن اسماء اسيل رغد شهد
    james john robert michael william david richard joseph thomas charles daniel matthew
    anthony mark paul steven andrew kenneth george joshua kevin brian edward ronald timothy
    jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon
    benjamin samuel gregory frank alexander patrick raymond jack dennis jerry tyler aaron
    adam henry peter simon martin alan oliver harry lucy emma olivia sophia mary patricia
    jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret
    sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie
    rebecca laura sharon cynthia kathleen amy angela anna ruth helen jane julia kate alice
    claire clara grace hannah rachel maria nora leila layla laila omar ali ahmed mohamed
    mohammed muhammad mohammad hassan hussein yusuf youssef khaled fatima aisha mona hala
    samir karim nadia rania tarek salma yasmin amir
"""
GIVEN_NAMES = frozenset(_NAMES.split())
