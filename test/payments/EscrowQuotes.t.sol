// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PaymentReference} from "../../contracts/common/PaymentReference.sol";
import {ICurrencyExchange} from "../../contracts/payments/ICurrencyExchange.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {HostileToken} from "./HostileToken.sol";

/// @notice Paying out in another money than the one that is held: EUR are captured, CNY are paid.
contract EscrowQuotesTest is EscrowTest {
    /// @dev 7.50 CNY for each EUR at least.
    uint96 private constant LEAST = 7_500_00;

    function setUp() public {
        foundEscrow();
        fund(cny, account(JADE), 100_000_00);
        allow(cny, account(JADE), address(exchange));
    }

    function test_sellsWhatIsCapturedAndDividesWhatThatBuys() public {
        IPaymentEscrow.PaymentTerms memory terms = _sharedTerms();
        bytes32 paymentId = authorised(terms);
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 396_00, 3_000_01);
        IPaymentEscrow.Capture memory item = IPaymentEscrow.Capture(0, 400_00, 100, address(0));
        bytes memory signature = _signed(quote);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentCaptured(paymentId, org(SUPPLIER), 400_00, 4_00);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PayoutConverted(paymentId, account(JADE), 396_00, 3_000_01);
        vm.prank(account(SUPPLIER));
        escrow.captureWithQuote(terms, item, quote, signature);
        assertEq(eur.balanceOf(account(JADE)), 396_00, "maker is paid in EUR");
        assertEq(eur.balanceOf(account(OPERATOR)), 4_00, "fee in EUR");
        assertEq(gained(cny, account(SUPPLIER)), 1_500_00, "half");
        assertEq(gained(cny, account(SECOND_SUPPLIER)), 900_00, "three tenths");
        assertEq(cny.balanceOf(deputy(OPERATOR)), 600_01, "a fifth, and what is left by rounding");
        assertStands(paymentId, 600_00, 400_00, "captured");
        assertEq(eur.balanceOf(address(escrow)), 600_00, "held");
        assertEq(cny.balanceOf(address(escrow)), 0, "nothing is left behind");
        assertEq(eur.allowance(address(escrow), address(exchange)), 0, "allowance");
    }

    function test_payeeAloneGetsAllThatIsBought() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 1_00, 7_50);
        _captureAs(account(BUYER), terms, capturing(0, 1_00), quote);
        assertEq(gained(cny, account(SUPPLIER)), 7_50, "payee");
        assertEq(address(escrow.exchange()), address(exchange), "exchange");
    }

    /// @dev Rounded up: 1 cent must buy 8 fen where 7.5 are agreed.
    function test_revertsWhenTheQuoteSellsLessThanAgreed() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        _refuse(
            terms,
            1,
            _quote(paymentId, 1, 7),
            abi.encodeWithSelector(IPaymentEscrow.Escrow_PayoutTooLow.selector, 7, 8)
        );
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 1, 8);
        _captureAs(account(SUPPLIER), terms, capturing(0, 1), quote);
    }

    function test_revertsWhenTheQuoteIsNotForThisCapture() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        bytes memory wrong = abi.encodeWithSelector(
            IPaymentEscrow.Escrow_WrongQuote.selector,
            paymentId,
            100
        );
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 100, 750);
        quote.taker = address(0);
        _refuse(terms, 100, quote, wrong);
        quote = _quote(bytes32(uint256(paymentId) ^ 1), 100, 750);
        _refuse(terms, 100, quote, wrong);
        quote = _quote(paymentId, 100, 750);
        quote.takerToken = kwd;
        _refuse(terms, 100, quote, wrong);
        quote = _quote(paymentId, 100, 750);
        quote.makerToken = jpy;
        _refuse(terms, 100, quote, wrong);
        _refuse(terms, 100, _quote(paymentId, 99, 750), wrong);
    }

    function test_revertsWhenTheMakerDidNotSignOrTheQuoteIsUsedTwice() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 100, 750);
        bytes memory other = _signed(_quote(paymentId, 100, 749));
        expectError(abi.encodeWithSelector(ICurrencyExchange.Exchange_BadSignature.selector, account(JADE)));
        vm.prank(account(SUPPLIER));
        escrow.captureWithQuote(terms, capturing(0, 100), quote, other);
        _captureAs(account(SUPPLIER), terms, capturing(0, 100), quote);
        bytes memory signature = _signed(quote);
        expectError(abi.encodeWithSelector(ICurrencyExchange.Exchange_NonceUsed.selector, account(JADE), 7));
        vm.prank(account(SUPPLIER));
        escrow.captureWithQuote(terms, capturing(100, 100), quote, signature);
        assertStands(paymentId, AMOUNT - 100, 100, "once");
    }

    function test_revertsWhenCapturedWithTheWrongCall() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_WrongMoney.selector, cny));
        capture(terms, 0, 100);
        terms = plainTerms();
        authorised(terms);
        _refuse(
            terms,
            100,
            _quote(paymentId, 100, 750),
            abi.encodeWithSelector(IPaymentEscrow.Escrow_WrongMoney.selector, address(0))
        );
    }

    function test_revertsWhenTheHeldMoneyCannotBeSold() public {
        HostileToken token = new HostileToken();
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        (terms.token, terms.payoutToken, terms.minPayoutMinor) = (
            ISettlementToken(address(token)),
            cny,
            LEAST
        );
        bytes32 paymentId = authorised(terms);
        token.refuseToPay(true);
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 100, 750);
        quote.takerToken = terms.token;
        _refuse(
            terms,
            100,
            quote,
            abi.encodeWithSelector(IPaymentEscrow.Escrow_TokenRefused.selector, token)
        );
    }

    function test_revertsWhenAStrangerCaptures() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        ICurrencyExchange.Quote memory quote = _quote(paymentId, 100, 750);
        bytes memory signature = _signed(quote);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(JADE)));
        vm.prank(account(JADE));
        escrow.captureWithQuote(terms, capturing(0, 100), quote, signature);
    }

    /// @dev An award is paid in the money that is held: there is no quote.
    function test_anAwardIsPaidInTheMoneyThatIsHeld() public {
        IPaymentEscrow.PaymentTerms memory terms = _sharedTerms();
        authorised(terms);
        dispute(terms, BUYER);
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        assertEq(gained(eur, account(SUPPLIER)), 495_00, "half, less the fee");
        assertEq(gained(cny, account(SUPPLIER)), 0, "in CNY");
    }

    /// @dev Whatever is bought is divided whole.
    function testFuzz_whatIsBoughtIsDividedWhole(uint96 amount, uint96 bought, uint16 feeBps) public {
        IPaymentEscrow.PaymentTerms memory terms = _sharedTerms();
        terms.amountMinor = 10_000_00;
        terms.minPayoutMinor = 1;
        bytes32 paymentId = authorised(terms);
        amount = uint96(bound(amount, 2, terms.amountMinor));
        bought = uint96(bound(bought, 1, 100_000_00));
        feeBps = uint16(bound(feeBps, 100, 300));
        uint96 sold = amount - uint96((uint256(amount) * feeBps) / 10_000);
        ICurrencyExchange.Quote memory quote = _quote(paymentId, sold, bought);
        IPaymentEscrow.Capture memory item = IPaymentEscrow.Capture(0, amount, feeBps, address(0));
        _captureAs(account(SUPPLIER), terms, item, quote);
        uint256 paid =
            gained(cny, account(SUPPLIER)) +
                gained(cny, account(SECOND_SUPPLIER)) +
                cny.balanceOf(deputy(OPERATOR));
        assertEq(paid, bought, "all of it");
        assertEq(cny.balanceOf(address(escrow)), 0, "nothing is left behind");
    }

    function _sharedTerms() private view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = sharedTerms();
        (terms.payoutToken, terms.minPayoutMinor) = (cny, LEAST);
    }

    function _authorised() private returns (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) {
        terms = plainTerms();
        (terms.payoutToken, terms.minPayoutMinor) = (cny, LEAST);
        paymentId = authorised(terms);
    }

    function _quote(
        bytes32 paymentId,
        uint96 sold,
        uint96 bought
    ) private view returns (ICurrencyExchange.Quote memory) {
        return
            ICurrencyExchange.Quote({
                maker: account(JADE),
                taker: address(escrow),
                makerToken: cny,
                makerAmountMinor: bought,
                takerToken: eur,
                takerAmountMinor: sold,
                nonce: 7,
                expiresAt: OPENING + 60,
                paymentReference: PaymentReference.wrap(paymentId)
            });
    }

    function _signed(ICurrencyExchange.Quote memory quote) private view returns (bytes memory) {
        return signatureOf(keyOf("operator", JADE), exchange.quoteIdOf(quote));
    }

    function _captureAs(
        address caller,
        IPaymentEscrow.PaymentTerms memory terms,
        IPaymentEscrow.Capture memory item,
        ICurrencyExchange.Quote memory quote
    ) private {
        bytes memory signature = _signed(quote);
        vm.prank(caller);
        escrow.captureWithQuote(terms, item, quote, signature);
    }

    function _refuse(
        IPaymentEscrow.PaymentTerms memory terms,
        uint96 amount,
        ICurrencyExchange.Quote memory quote,
        bytes memory reason
    ) private {
        bytes memory signature = _signed(quote);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        escrow.captureWithQuote(terms, capturing(0, amount), quote, signature);
    }
}
